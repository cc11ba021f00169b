package io.github.mqttkafkatestbed.connect.wire;

import io.netty.buffer.ByteBuf;

/**
 * Boundaries of MQTT packets in a stream of bytes, found from the fixed headers alone (MQTT 5 section 2.1). Used by one
 * thread.
 *
 * <p>A malformed length (more than 4 bytes, section 1.5.5) has no boundary behind it: everything that follows belongs to
 * that packet. The client's decoder ends the connection at it.
 */
final class PacketBoundaries {

    private static final int MAX_LENGTH_BYTES = 4;

    private enum State { START, LENGTH, BODY, MALFORMED }

    private State state = State.START;
    private long remaining;
    private int lengthBytes;

    /** Whether the next byte is the first of a packet. */
    boolean atStart() {
        return state == State.START;
    }

    /** Advances over all readable bytes, without reading them. */
    void advance(ByteBuf bytes) {
        int index = bytes.readerIndex();
        while (index < bytes.writerIndex()) {
            int whole = endOfWholePacket(bytes, index);
            index = whole > 0 ? whole : endOfPacket(bytes, index);
        }
    }

    /** Returns the end of a packet that begins here and is complete, without a change of the state; 0 for any other. */
    private int endOfWholePacket(ByteBuf bytes, int from) {
        int end = bytes.writerIndex();
        if (state != State.START || end - from <= MAX_LENGTH_BYTES) {
            return 0;
        }
        int length = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            byte part = bytes.getByte(from + 1 + i);
            length |= (part & 127) << 7 * i;
            if (part >= 0) {
                int next = from + 2 + i + length;
                return next <= end ? next : 0;
            }
        }
        return 0;
    }

    /** Advances to the end of the current packet or of the bytes, and returns the number of bytes to it. */
    int advanceToEndOfPacket(ByteBuf bytes) {
        return endOfPacket(bytes, bytes.readerIndex()) - bytes.readerIndex();
    }

    private int endOfPacket(ByteBuf bytes, int from) {
        int end = bytes.writerIndex();
        int index = from;
        while (index < end) {
            switch (state) {
                case START -> {
                    index++;
                    state = State.LENGTH;
                    remaining = 0;
                    lengthBytes = 0;
                }
                case LENGTH -> {
                    readLength(bytes.getByte(index++));
                    if (state == State.START) {
                        return index;
                    }
                }
                case BODY -> {
                    int passed = (int) Math.min(remaining, end - index);
                    index += passed;
                    remaining -= passed;
                    if (remaining == 0) {
                        state = State.START;
                        return index;
                    }
                }
                case MALFORMED -> {
                    return end;
                }
            }
        }
        return index;
    }

    private void readLength(byte part) {
        remaining |= (long) (part & 127) << 7 * lengthBytes;
        lengthBytes++;
        if (part < 0) {
            state = lengthBytes == MAX_LENGTH_BYTES ? State.MALFORMED : State.LENGTH;
        } else {
            state = remaining == 0 ? State.START : State.BODY;
        }
    }
}
