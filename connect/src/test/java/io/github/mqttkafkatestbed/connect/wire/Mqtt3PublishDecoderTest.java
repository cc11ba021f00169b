package io.github.mqttkafkatestbed.connect.wire;

import static io.github.mqttkafkatestbed.connect.support.broker.RawPublish.packet;
import static io.github.mqttkafkatestbed.connect.support.broker.RawPublish.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mqttkafkatestbed.connect.support.broker.RawPublish;

@DisplayName("The decoder of PUBLISH packets of MQTT 3.1.1")
class Mqtt3PublishDecoderTest {

    private static final MessageLimits LIMITS = new MessageLimits(10, 3);

    @Test
    @DisplayName("takes all behind the topic and the packet identifier for the payload, however it arrives")
    void payload() {
        byte[] packets = join(RawPublish.withFlags(0b1011, utf8("a"), 513).payload(new byte[] {2, 0x26, 0}).toBytesOfMqtt3(),
                RawPublish.of(0, 0).toBytesOfMqtt3(), RawPublish.of(2, 7).payload("x").toBytesOfMqtt3(), new byte[] {(byte) 0xd0, 0});
        String expected = "\n513 true MqttPublish{topic=a, payload=3byte, qos=AT_LEAST_ONCE, retain=true} 022600\n"
                + "\n-1 false MqttPublish{topic=t, qos=AT_MOST_ONCE, retain=false} \n"
                + "\n7 false MqttPublish{topic=t, payload=1byte, qos=EXACTLY_ONCE, retain=false} 78\nd000";
        assertThat(decoded(packets)).isEqualTo(expected);
        byte[][] single = new byte[packets.length][];
        for (int i = 0; i < packets.length; i++) {
            single[i] = new byte[] {packets[i]};
        }
        assertThat(decoded(single)).isEqualTo(expected);
    }

    @Test
    @DisplayName("keeps the beginning of a payload beyond the limit")
    void cut() {
        assertThat(decoded(RawPublish.of(1, 7).payload("payload too long").toBytesOfMqtt3()))
                .contains("payload=10byte", "carrier qos=AT_LEAST_ONCE", "cut CutPayload[bytes=16, sha256=");
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(RawPublish.of(utf8("a/#"), 1, 7).payload("x").toBytesOfMqtt3(), "topic contains a wildcard: a/#"),
                arguments(RawPublish.of(3, 7).payload("x").toBytesOfMqtt3(), "QoS is 3"),
                arguments(packet(2, (byte) 0, (byte) 1, (byte) 't'), "the packet ends before its payload"),
                arguments(packet(2, (byte) 0, (byte) 1, (byte) 't', (byte) 1), "the packet ends before its packet identifier"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    @DisplayName("makes a message with its malformation of a packet that breaks a rule")
    void malformed(byte[] packet, String malformation) {
        assertThat(decoded(packet)).contains("malformed: " + malformation);
    }

    private static String decoded(byte[]... chunks) {
        try (DecodedPackets decoded = new DecodedPackets(LIMITS, false)) {
            for (byte[] chunk : chunks) {
                decoded.read(chunk);
            }
            return decoded.passed();
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
