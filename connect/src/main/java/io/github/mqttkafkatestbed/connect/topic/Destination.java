package io.github.mqttkafkatestbed.connect.topic;

/**
 * Kafka topic of a message, or the reason why it has none.
 *
 * @param outcome kind of the result
 * @param topic   null if the message becomes a dead letter
 * @param refused for {@link Outcome#NOT_ALLOWED} the name and the reason, of bounded length; otherwise null
 */
public record Destination(Outcome outcome, String topic, String refused) {

    /** Kind of the result. */
    public enum Outcome {
        /** A rule matches, or there are none. */
        MATCHED,
        /** There are rules, and none matches. */
        UNMATCHED,
        /** A rule matches, and makes a name that is not allowed. */
        NOT_ALLOWED
    }

    static Destination matched(String topic) {
        return new Destination(Outcome.MATCHED, topic, null);
    }

    /** @param topic null if the policy is to make a dead letter of the message */
    static Destination unmatched(String topic) {
        return new Destination(Outcome.UNMATCHED, topic, null);
    }

    static Destination notAllowed(String refused) {
        return new Destination(Outcome.NOT_ALLOWED, null, refused);
    }
}
