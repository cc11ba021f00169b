package io.github.mqttkafkatestbed.connect.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import com.hivemq.client.internal.mqtt.datatypes.MqttTopicImpl;

/** Descriptions of texts that MQTT does not allow (MQTT 5 sections 1.5.4 and 4.7). */
final class MqttText {

    private static final int EXCERPT_BYTES = 64;

    private MqttText() { }

    /** Returns the rule that a topic name breaks, with an excerpt of it. */
    static String topicProblem(byte[] topic) {
        if (topic.length == 0) {
            return "is empty";
        }
        boolean wellFormed = isWellFormed(topic) && !contains(topic, '\0');
        return wellFormed ? "contains a wildcard: " + excerpt(topic) : problem(topic);
    }

    /** Returns the rule that a UTF-8 string breaks, with an excerpt of it. */
    static String problem(byte[] text) {
        return (isWellFormed(text) ? "contains U+0000: " : "is not well-formed UTF-8: ") + excerpt(text);
    }

    /** Returns a topic like the given one, with {@code ?} for all that is not allowed. Never longer than the given one. */
    static MqttTopicImpl usableTopic(byte[] topic) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().replaceWith("?")
                .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
        try {
            CharBuffer text = decoder.decode(ByteBuffer.wrap(topic));
            String usable = text.toString().replace('\0', '?').replace('#', '?').replace('+', '?');
            return MqttTopicImpl.of(usable.isEmpty() ? "?" : usable);
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("the decoder replaces what it cannot decode", e);
        }
    }

    private static boolean isWellFormed(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean contains(byte[] text, char character) {
        for (byte each : text) {
            if (each == character) {
                return true;
            }
        }
        return false;
    }

    /** Returns the beginning of a text: printable ASCII as it is, all else as bytes, such as {@code \xff}. */
    private static String excerpt(byte[] text) {
        StringBuilder excerpt = new StringBuilder();
        for (int i = 0; i < Math.min(text.length, EXCERPT_BYTES); i++) {
            byte each = text[i];
            if (each < ' ' || each == 127 || each == '\\') {
                excerpt.append("\\x%02x".formatted(each));
            } else {
                excerpt.append((char) each);
            }
        }
        return excerpt.append(text.length > EXCERPT_BYTES ? "…" : "").toString();
    }
}
