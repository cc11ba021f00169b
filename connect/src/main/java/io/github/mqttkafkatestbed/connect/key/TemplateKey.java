package io.github.mqttkafkatestbed.connect.key;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * Record key put together from text and parts of the message in braces, such as {@code {topic:2}-{json:/id}}.
 *
 * @param parts keys to be written one behind the other; text is a key that is the same for every message
 */
record TemplateKey(List<RecordKey> parts) implements RecordKey {

    private static final Pattern TEXT_OR_PART = Pattern.compile("([^{}]+)|(\\{([^{}]*)})");
    private static final Pattern LEVEL = Pattern.compile("topic:(\\d+)");

    /**
     * Parses a template.
     *
     * @throws IllegalArgumentException if a part is unknown, or a brace has no other; the message names what is allowed
     */
    static TemplateKey parse(String text) {
        List<RecordKey> parts = new ArrayList<>();
        Matcher matcher = TEXT_OR_PART.matcher(text);
        int end = 0;
        while (end < text.length() && matcher.region(end, text.length()).lookingAt()) {
            String literal = matcher.group(1);
            parts.add(literal == null ? part(matcher.group(3)) : (publish, payload) -> literal);
            end = matcher.end();
        }
        if (end < text.length()) {
            throw new IllegalArgumentException("must have braces around its parts only, in pairs");
        }
        return new TemplateKey(List.copyOf(parts));
    }

    private static RecordKey part(String text) {
        Matcher level = LEVEL.matcher(text);
        if (level.matches()) {
            return level(level.group(1));
        }
        return RecordKeyParser.partOfMessage(text).orElseThrow(() -> new IllegalArgumentException("{" + text
                + "} is none of {topic}, {topic:<level>}, {json:<JSON Pointer>} and {property:<user property>}"));
    }

    private static RecordKey level(String digits) {
        int level = digits.length() > 5 ? 0 : Integer.parseInt(digits);
        if (level < 1 || level > TopicLevelKey.MAX_LEVEL) {
            throw new IllegalArgumentException(
                    "{topic:" + digits + "} must have a level from 1 to " + TopicLevelKey.MAX_LEVEL);
        }
        return new TopicLevelKey(level);
    }

    @Override
    public String of(Mqtt5Publish publish, byte[] payload) throws RecordKeyException {
        StringBuilder key = new StringBuilder();
        for (RecordKey part : parts) {
            key.append(part.of(publish, payload));
        }
        return key.toString();
    }

    @Override
    public boolean needsProperties() {
        return parts.stream().anyMatch(RecordKey::needsProperties);
    }
}
