package io.github.mqttkafkatestbed.connect.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.netty.buffer.ByteBuf;

/** Payload of a PUBLISH while it arrives: its beginning, and the SHA-256 of the whole if only that is kept. */
final class PublishPayload {

    private static final byte[] NOTHING = {};

    private final int limit;
    private byte[] kept = NOTHING;
    private int keptBytes;
    private int length;
    private MessageDigest digest;

    /** @param limit largest number of bytes to keep */
    PublishPayload(int limit) {
        this.limit = limit;
    }

    /** Begins a payload of a length in bytes, and forgets the one before. */
    void begin(int bytes) {
        length = bytes;
        keptBytes = 0;
        kept = bytes == 0 ? NOTHING : new byte[Math.min(bytes, limit)];
        digest = bytes > limit ? sha256() : null;
    }

    /** Reads the next bytes of the payload. */
    void read(ByteBuf in, int bytes) {
        if (digest != null) {
            for (ByteBuffer part : in.nioBuffers(in.readerIndex(), bytes)) {
                digest.update(part);
            }
        }
        int keeping = Math.min(bytes, kept.length - keptBytes);
        in.readBytes(kept, keptBytes, keeping).skipBytes(bytes - keeping);
        keptBytes += keeping;
    }

    /** Returns the length of the whole, in bytes. */
    int length() {
        return length;
    }

    /** Takes the kept bytes; null if there are none. */
    ByteBuffer take() {
        ByteBuffer taken = kept.length == 0 ? null : ByteBuffer.wrap(kept);
        kept = NOTHING;
        return taken;
    }

    /** Returns size and digest of the whole if only the beginning was kept, otherwise null. To be called once. */
    MessageDefects.CutPayload cut() {
        return digest == null ? null : new MessageDefects.CutPayload(length, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
