package io.github.mqttkafkatestbed.connect.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.support.broker.RawPublish;

@DisplayName("A stream of PUBLISH and other packets")
class PublishStreamTest {

    private static final MessageLimits LIMITS = new MessageLimits(40, 3);
    private static final MessageLimits UNLIMITED = new MessageLimits(1 << 20, 10_000);
    private static final byte[] SUBACK = {(byte) 0x90, 4, 0, 1, 0, 1};
    private static final byte[] PINGRESP = {(byte) 0xd0, 0};

    @Test
    @DisplayName("is decoded alike in whatever parts it arrives")
    void everySplit() {
        byte[] stream = stream();
        String whole = DecodedPackets.of(LIMITS, stream);
        assertThat(whole.lines()).hasSizeGreaterThan(60);

        for (int split = 1; split < stream.length; split++) {
            assertThat(DecodedPackets.of(LIMITS, parts(stream, split))).as("split at %d", split).isEqualTo(whole);
        }
        byte[][] bytes = new byte[stream.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = new byte[] {stream[i]};
        }
        assertThat(DecodedPackets.of(LIMITS, bytes)).as("byte by byte").isEqualTo(whole);
        Random random = new Random(18);
        for (int run = 0; run < 500; run++) {
            int[] splits = random.ints(random.nextInt(40), 0, stream.length).sorted().toArray();
            assertThat(DecodedPackets.of(LIMITS, parts(stream, splits))).as("%s", Arrays.toString(splits)).isEqualTo(whole);
        }
    }

    @Test
    @DisplayName("has the same messages as with the client's decoder, wherever that accepts a packet")
    void likeClient() {
        Random random = new Random(18);
        ClientDecoder client = new ClientDecoder(false);
        int accepted = 0;
        for (int run = 0; run < 30_000; run++) {
            byte[] packet = mutated(random);
            MqttStatefulPublish ours = DecodedPackets.message(UNLIMITED, packet);
            assertThat(ours).isNotNull();
            try {
                MqttStatefulPublish theirs = client.decode(packet);
                accepted++;
                assertThat(DecodedPackets.describe(ours)).isEqualTo(DecodedPackets.describe(theirs));
            } catch (MqttDecoderException e) {
                // The grounds are those of RefusedPackets.
            }
        }
        assertThat(accepted).isBetween(3_000, 27_000);
    }

    private static byte[] stream() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(SUBACK);
        RefusedPackets.malformed().forEach(row -> {
            stream.writeBytes((byte[]) row.get()[1]);
            stream.writeBytes(PINGRESP);
        });
        RefusedPackets.ignored().forEach(row -> stream.writeBytes((byte[]) row.get()[1]));
        stream.writeBytes(RawPublish.of(1, 2).payload("p".repeat(39)).toBytes());
        stream.writeBytes(RawPublish.of(0, 0).payload("q".repeat(200)).toBytes());
        stream.writeBytes(SUBACK);
        stream.writeBytes(RawPublish.of(2, 3).userProperty("a", "b".repeat(30)).userProperty("a", "b".repeat(30)).toBytes());
        stream.writeBytes(RawPublish.of(1, 4).responseTopic("r").contentType("text/plain").property(2, 0, 0, 1, 2)
                .property(0x0b, 129, 1).property(1, 1).textProperty(9, new byte[] {0, 1, 2}).toBytes());
        stream.writeBytes(PINGRESP);
        return stream.toByteArray();
    }

    /** Returns a packet that is valid but for a few random bytes. */
    private static byte[] mutated(Random random) {
        RawPublish publish = RawPublish.withFlags(random.nextInt(2), RawPublish.utf8("t/é"), 0);
        if (random.nextBoolean()) {
            publish = RawPublish.withFlags(2 + random.nextInt(4) + 8 * random.nextInt(2), RawPublish.utf8("topic"), 1 + random.nextInt(65_535));
        }
        List<Runnable> properties = new ArrayList<>();
        RawPublish chosen = publish;
        properties.add(() -> chosen.property(1, random.nextInt(2)));
        properties.add(() -> chosen.property(2, 0, 0, random.nextInt(256), 1));
        properties.add(() -> chosen.contentType("text/plain"));
        properties.add(() -> chosen.responseTopic("reply/ü"));
        properties.add(() -> chosen.textProperty(9, new byte[random.nextInt(300)]));
        properties.add(() -> chosen.property(0x0b, 128 + random.nextInt(128), 1 + random.nextInt(127)));
        properties.add(() -> chosen.userProperty("naïve", "value " + random.nextInt()));
        for (int i = random.nextInt(6); i > 0; i--) {
            properties.get(random.nextInt(properties.size())).run();
        }
        byte[] packet = publish.payload(new byte[random.nextInt(200)]).toBytes();
        int header = packet[1] < 0 ? 3 : 2;
        for (int i = random.nextInt(3); i > 0; i--) {
            packet[header + random.nextInt(packet.length - header)] = (byte) random.nextInt();
        }
        return packet;
    }

    private static byte[][] parts(byte[] stream, int... splits) {
        byte[][] parts = new byte[splits.length + 1][];
        for (int i = 0, start = 0; i <= splits.length; i++) {
            int end = i < splits.length ? splits[i] : stream.length;
            parts[i] = Arrays.copyOfRange(stream, start, end);
            start = end;
        }
        return parts;
    }
}
