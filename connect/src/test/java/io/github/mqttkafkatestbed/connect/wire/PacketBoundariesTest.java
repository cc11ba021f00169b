package io.github.mqttkafkatestbed.connect.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

@DisplayName("Packet boundaries")
class PacketBoundariesTest {

    private final PacketBoundaries boundaries = new PacketBoundaries();

    @Test
    @DisplayName("are found in any division of the stream, for each length of the length field")
    void everyDivision() {
        Random random = new Random(18);
        ByteBuf stream = Unpooled.buffer();
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int length = new int[] {0, 1, 127, 128, 16_383, 16_384}[random.nextInt(6)];
            stream.writeByte(0x30);
            writeLength(stream, length);
            stream.writeZero(length);
            ends.add(stream.writerIndex());
        }
        stream.writeByte(0x30);
        writeLength(stream, 2_097_152);
        stream.writeZero(2_097_152);
        ends.add(stream.writerIndex());

        List<Integer> found = new ArrayList<>();
        int position = 0;
        while (stream.isReadable()) {
            ByteBuf chunk = stream.readSlice(Math.min(1 + random.nextInt(40_000), stream.readableBytes()));
            if (random.nextInt(4) == 0) {
                boundaries.advance(chunk);
                position += chunk.readableBytes();
                chunk.skipBytes(chunk.readableBytes());
                if (boundaries.atStart()) {
                    found.add(position);
                }
            }
            while (chunk.isReadable()) {
                int length = boundaries.advanceToEndOfPacket(chunk);
                chunk.skipBytes(length);
                position += length;
                if (boundaries.atStart()) {
                    found.add(position);
                }
            }
        }
        assertThat(ends).containsAll(found);
        assertThat(found).hasSizeGreaterThan(100).endsWith(stream.writerIndex());
    }

    @Test
    @DisplayName("do not follow a length of more than 4 bytes, which ends the connection")
    void malformed() {
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {0x30, -128, -128, -128, -128, 0, 0, 0, 0, 0, 0, 0});
        assertThat(boundaries.advanceToEndOfPacket(bytes)).isEqualTo(12);
        assertThat(boundaries.atStart()).isFalse();
        boundaries.advance(bytes);
        assertThat(boundaries.atStart()).isFalse();
    }

    private static void writeLength(ByteBuf bytes, int length) {
        int left = length;
        do {
            bytes.writeByte(left > 127 ? left & 127 | 128 : left);
            left >>= 7;
        } while (left > 0);
    }
}
