package io.github.mqttkafkatestbed.connect.record;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Strict decoder of UTF-8: encoding the text again gives the same bytes. */
final class Utf8 {

    private Utf8() { }

    /**
     * Whether the bytes are UTF-8.
     *
     * @param whole false if they are the beginning of more, and may end within a character
     */
    static boolean isUtf8(byte[] bytes, boolean whole) {
        return !StandardCharsets.UTF_8.newDecoder()
                .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), whole).isError();
    }

    /** Returns the text; empty if the bytes are not UTF-8. */
    static Optional<String> decode(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
