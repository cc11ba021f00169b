package io.github.mqttkafkatestbed.connect.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

import io.github.mqttkafkatestbed.connect.config.ValueType;

/**
 * A payload, or its beginning, as the value of a dead letter: as bytes, or, with {@code value.type=string}, whose converter
 * writes text only, as text or in Base64.
 */
final class DeadLetterValue {

    private enum Form { BYTES, TEXT, BASE64 }

    private final byte[] payload;
    private final int length;
    private final Form form;

    private DeadLetterValue(byte[] payload, int length, Form form) {
        this.payload = payload;
        this.length = length;
        this.form = form;
    }

    /**
     * Returns the payload; in Base64 if it must be text and is not UTF-8.
     *
     * @param whole false if the payload is the beginning of a longer one, and may end within a character
     */
    static DeadLetterValue of(byte[] payload, boolean whole, ValueType type) {
        Form form = type == ValueType.BYTES ? Form.BYTES : Utf8.isUtf8(payload, whole) ? Form.TEXT : Form.BASE64;
        return new DeadLetterValue(payload, payload.length, form);
    }

    /** Returns the size of the value, in bytes. */
    long bytes() {
        return form == Form.BASE64 ? (length + 2L) / 3 * 4 : length;
    }

    /** Returns as much of the beginning as fits into this many bytes; text is cut between two characters. */
    DeadLetterValue cutTo(long room) {
        if (bytes() <= room) {
            return this;
        }
        int end = (int) (form == Form.BASE64 ? room / 4 * 3 : room);
        while (form == Form.TEXT && isContinuation(payload[end])) {
            end--;
        }
        return new DeadLetterValue(payload, end, form);
    }

    private static boolean isContinuation(byte inUtf8) {
        return (inUtf8 & 0xC0) == 0x80;
    }

    /** Whether it lacks the end of the payload. */
    boolean isCut() {
        return length < payload.length;
    }

    boolean isBase64() {
        return form == Form.BASE64;
    }

    /** Returns the value for Connect: a byte array or a string. */
    Object toObject() {
        byte[] bytes = isCut() ? Arrays.copyOf(payload, length) : payload;
        return switch (form) {
            case BYTES -> bytes;
            case TEXT -> new String(bytes, StandardCharsets.UTF_8);
            case BASE64 -> Base64.getEncoder().encodeToString(bytes);
        };
    }
}
