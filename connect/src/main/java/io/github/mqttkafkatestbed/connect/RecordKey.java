package io.github.mqttkafkatestbed.connect;

import com.fasterxml.jackson.core.JsonPointer;

/** What becomes the key of a Kafka record, as the setting {@code record.key} says. */
sealed interface RecordKey {

    /** The setting is repeated in the header error.detail of dead letters, which must fit whatever else is huge. */
    int MAX_LENGTH = 1_000;

    /** No key: Kafka's partitioner spreads the records. */
    record None() implements RecordKey { }

    /** The MQTT topic of the message. */
    record Topic() implements RecordKey { }

    /**
     * A value of the JSON payload.
     *
     * @param pointer where it stands (RFC 6901)
     */
    record Json(JsonPointer pointer) implements RecordKey { }

    /**
     * The first user property with a name (MQTT 5 section 3.3.2.3.7).
     *
     * @param name the property's name
     */
    record Property(String name) implements RecordKey { }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if the text is none of the four forms; the message says which they are
     */
    static RecordKey parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must have no more than " + MAX_LENGTH + " characters");
        }
        if (text.equals("none")) {
            return new None();
        }
        if (text.equals("topic")) {
            return new Topic();
        }
        if (text.startsWith("json:")) {
            return new Json(pointer(text.substring("json:".length())));
        }
        if (text.startsWith("property:") && text.length() > "property:".length()) {
            return new Property(text.substring("property:".length()));
        }
        throw new IllegalArgumentException(
                "must be none, topic, json:<JSON Pointer> (such as json:/id) or property:<user property>");
    }

    private static JsonPointer pointer(String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("after json: must come a JSON Pointer that begins with /, such as /id");
        }
    }
}
