package io.github.mqttkafkatestbed.connect.key;

import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;

/** Parser of the setting {@code record.key}. */
public final class RecordKeyParser {

    /** Limit in characters: the setting is repeated in the header error.detail of a dead letter, which must fit. */
    private static final int MAX_LENGTH = 1_000;

    private static final String JSON_PREFIX = "json:";
    private static final String PROPERTY_PREFIX = "property:";

    private RecordKeyParser() { }

    /**
     * Parses the setting.
     *
     * @param text {@code none}, {@code topic}, {@code json:<JSON Pointer>}, {@code property:<user property>}, or a
     *             {@link TemplateKey template}
     * @throws IllegalArgumentException if the text is none of these forms or longer than 1000 characters; the message names
     *                                  what is allowed
     */
    public static RecordKey parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must have no more than " + MAX_LENGTH + " characters");
        }
        if (text.equals("none")) {
            return RecordKey.NONE;
        }
        RecordKey part = partOfMessage(text).orElse(null);
        if (part != null) {
            return part;
        }
        if (text.contains("{") || text.contains("}")) {
            return TemplateKey.parse(text);
        }
        throw new IllegalArgumentException("must be none, topic, json:<JSON Pointer> (such as json:/id),"
                + " property:<user property>, or text with such parts in braces (such as {topic:2}-{json:/id})");
    }

    /**
     * Parses the name of a part of the message: {@code topic}, {@code json:<JSON Pointer>} or
     * {@code property:<user property>}.
     *
     * @return empty if the text is none of the three
     * @throws IllegalArgumentException if the text begins with {@code json:}, and no JSON Pointer follows
     */
    static Optional<RecordKey> partOfMessage(String text) {
        if (text.equals("topic")) {
            return Optional.of(RecordKey.TOPIC);
        }
        if (text.startsWith(JSON_PREFIX)) {
            return Optional.of(new JsonKey(pointer(text.substring(JSON_PREFIX.length()))));
        }
        if (text.startsWith(PROPERTY_PREFIX) && text.length() > PROPERTY_PREFIX.length()) {
            return Optional.of(new PropertyKey(text.substring(PROPERTY_PREFIX.length())));
        }
        return Optional.empty();
    }

    private static JsonPointer pointer(String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("after json: must come a JSON Pointer that begins with /, such as /id");
        }
    }
}
