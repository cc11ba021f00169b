package io.github.mqttkafkatestbed.connect.topic;

import java.util.List;

/**
 * Mapping of MQTT topics to Kafka topics by rules, of which the first that matches counts. Stateless and thread-safe.
 *
 * <p>A publisher chooses no Kafka topic freely: the name that a rule makes of an MQTT topic must be one of the allowed ones,
 * and is never the dead-letter topic.
 */
public final class TopicMap {

    /** @param constant the rule's result if it is the same for every message; otherwise null */
    private record Entry(TopicRule rule, Destination constant) { }

    private final Entry[] entries;
    private final Destination unmatched;
    private final AllowedTopics allowed;
    private final String deadLetterTopic;

    private TopicMap(Entry[] entries, Destination unmatched, AllowedTopics allowed, String deadLetterTopic) {
        this.entries = entries;
        this.unmatched = unmatched;
        this.allowed = allowed;
        this.deadLetterTopic = deadLetterTopic;
    }

    /** Creates the mapping that has the same Kafka topic for every message. */
    public static TopicMap of(String topic) {
        return new TopicMap(new Entry[0], Destination.matched(topic), AllowedTopics.parse(null), null);
    }

    /**
     * Creates a mapping.
     *
     * @param rules           valid rules, at least one
     * @param policy          treatment of a message that no rule matches
     * @param defaultTopic    Kafka topic for the policy {@link UnmatchedPolicy#DEFAULT}
     * @param deadLetterTopic Kafka topic that no rule may lead to
     */
    public static TopicMap of(List<String> rules, AllowedTopics allowed, UnmatchedPolicy policy, String defaultTopic,
            String deadLetterTopic) {
        return new TopicMap(rules.stream().map(TopicRule::parse).map(TopicMap::entry).toArray(Entry[]::new),
                Destination.unmatched(policy == UnmatchedPolicy.DEFAULT ? defaultTopic : null), allowed, deadLetterTopic);
    }

    private static Entry entry(TopicRule rule) {
        return new Entry(rule, rule.target().isConstant() ? Destination.matched(rule.nameFor("")) : null);
    }

    /** Returns the Kafka topic of the messages of an MQTT topic. */
    public Destination destinationOf(String mqttTopic) {
        for (Entry entry : entries) {
            if (entry.rule.matches(mqttTopic)) {
                return entry.constant != null ? entry.constant : checked(entry.rule.nameFor(mqttTopic));
            }
        }
        return unmatched;
    }

    private Destination checked(String name) {
        if (!KafkaTopicName.isLegal(name)) {
            return Destination.notAllowed("a name that no Kafka topic can have: it must be " + KafkaTopicName.RULE);
        }
        if (name.equals(deadLetterTopic)) {
            return Destination.notAllowed(name + ", the dead-letter topic");
        }
        if (!allowed.allows(name)) {
            return Destination.notAllowed(name + ", which is not among the allowed topics");
        }
        return Destination.matched(name);
    }
}
