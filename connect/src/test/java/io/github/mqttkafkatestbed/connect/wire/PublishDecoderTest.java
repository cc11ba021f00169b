package io.github.mqttkafkatestbed.connect.wire;

import static io.github.mqttkafkatestbed.connect.support.broker.RawPublish.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mqttkafkatestbed.connect.support.broker.RawPublish;

@DisplayName("The decoder of PUBLISH packets")
class PublishDecoderTest {

    private static final MessageLimits LIMITS = new MessageLimits(1_000, 3);
    private static final byte[] ILL_FORMED = {'a', (byte) 0xff};
    private static final byte[] NUL = {'a', 0};

    @ParameterizedTest(name = "{2}")
    @MethodSource("io.github.mqttkafkatestbed.connect.wire.RefusedPackets#malformed")
    @DisplayName("makes a message with its malformation of whatever the client's decoder refuses")
    void malformed(String refusal, byte[] packet, String malformation) {
        assertThat(refusalOf(packet, false)).isEqualTo(refusal);
        MqttStatefulPublish message = DecodedPackets.message(LIMITS, packet);
        assertThat(MessageDefects.of(message.stateless()).malformation()).isEqualTo(malformation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.mqttkafkatestbed.connect.wire.RefusedPackets#ignored")
    @DisplayName("makes an ordinary message of what the client's decoder refuses, if it is nothing of a record")
    void ignored(String refusal, byte[] packet) {
        assertThat(refusalOf(packet, true)).isEqualTo(refusal);
        MqttStatefulPublish message = DecodedPackets.message(LIMITS, packet);
        assertThat(MessageDefects.of(message.stateless())).isNull();
        assertThat(message.stateless().getTopic()).hasToString("t");
        assertThat(message.isDup()).isFalse();
    }

    @Test
    @DisplayName("keeps the payload, the valid properties, QoS, packet identifier, DUP and RETAIN of a malformed message")
    void usableParts() {
        MqttStatefulPublish message = DecodedPackets.message(LIMITS, RawPublish.withFlags(0b1101, utf8("a\0b/#"), 513)
                .contentType("text").userProperty(ILL_FORMED, NUL).userProperty("run", "r1").payload("payload").toBytes());

        assertThat(message.getPacketIdentifier()).isEqualTo(513);
        assertThat(message.isDup()).isTrue();
        MessageDefects defects = MessageDefects.of(message.stateless());
        assertThat(defects.hasTopic()).isFalse();
        assertThat(defects.droppedUserProperties()).isOne();
        MqttPublish usable = (MqttPublish) defects.message();
        assertThat(usable).hasToString("MqttPublish{topic=a?b/?, payload=7byte, qos=EXACTLY_ONCE, retain=true, contentType=text,"
                + " userProperties=[(run, r1)]}");
        assertThat(usable.getPayloadAsBytes()).isEqualTo(utf8("payload"));
        assertThat(message.stateless().getQos()).isEqualTo(usable.getQos());
        assertThat(message.stateless().isRetain()).isTrue();
    }

    @Test
    @DisplayName("counts as payload what has no field to belong to")
    void rest() {
        MqttStatefulPublish message =
                DecodedPackets.message(LIMITS, RawPublish.of(1, 7).payload("rest").toBytesWithPropertyLength(50));
        MqttPublish usable = (MqttPublish) MessageDefects.of(message.stateless()).message();
        assertThat(usable.getPayloadAsBytes()).isEqualTo(utf8("2rest"));
        assertThat(message.getPacketIdentifier()).isEqualTo(7);
    }

    @Test
    @DisplayName("keeps the beginning of a payload beyond the limit, with size and SHA-256 of the whole")
    void cut() throws Exception {
        byte[] payload = new byte[LIMITS.bytes() + 1];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) i;
        }
        MqttStatefulPublish message = DecodedPackets.message(LIMITS, RawPublish.of(1, 1).payload(payload).toBytes());
        MessageDefects defects = MessageDefects.of(message.stateless());
        assertThat(defects.malformation()).isNull();
        assertThat(defects.message().getPayloadAsBytes()).isEqualTo(Arrays.copyOf(payload, LIMITS.bytes()));
        assertThat(defects.cutPayload().bytes()).isEqualTo(payload.length);
        assertThat(defects.cutPayload().sha256())
                .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload)));

        byte[] largest = Arrays.copyOf(payload, LIMITS.bytes());
        MqttStatefulPublish whole = DecodedPackets.message(LIMITS, RawPublish.of(1, 1).payload(largest).toBytes());
        assertThat(whole.stateless().getPayloadAsBytes()).isEqualTo(largest);
    }

    @Test
    @DisplayName("keeps the first user properties up to their number and their bytes, and counts the others")
    void userProperties() {
        RawPublish three = RawPublish.of(1, 1).userProperty("a", "1").userProperty("a", "2").userProperty("b", "");
        assertThat(DecodedPackets.message(LIMITS, three.toBytes()).stateless().getUserProperties().asList()).hasSize(3);

        MessageDefects many = MessageDefects.of(DecodedPackets.message(LIMITS, three.userProperty("c", "").toBytes()).stateless());
        assertThat(many.message().getUserProperties().asList()).hasToString("[(a, 1), (a, 2), (b, )]");
        assertThat(many.userProperties()).isEqualTo(4);
        assertThat(many.droppedUserProperties()).isOne();

        MessageDefects large = MessageDefects.of(DecodedPackets.message(LIMITS, RawPublish.of(1, 1).userProperty("a", "1")
                .userProperty("b", "x".repeat(1_000)).userProperty("c", "").toBytes()).stateless());
        assertThat(large.message().getUserProperties().asList()).hasToString("[(a, 1)]");
        assertThat(large.droppedUserProperties()).isEqualTo(2);
    }

    @Test
    @DisplayName("does not take a publisher's user property for a defect")
    void unforgeable() {
        MqttStatefulPublish forged =
                DecodedPackets.message(LIMITS, RawPublish.of(1, 1).userProperty("message-defects", "").toBytes());
        assertThat(MessageDefects.of(forged.stateless())).isNull();
    }

    @Test
    @DisplayName("holds no bytes of an unfinished packet once the connection has ended")
    void unfinished() {
        byte[] packet = RawPublish.of(1, 1).userProperty("name", "value").payload("payload").toBytes();
        for (int length = 1; length < packet.length; length++) {
            assertThat(DecodedPackets.of(LIMITS, Arrays.copyOf(packet, length))).isEmpty();
        }
    }

    @Test
    @DisplayName("reports a fault of its own, which would come again at each delivery of the message")
    void fault() {
        try (DecodedPackets decoded = new DecodedPackets(new MessageLimits(-1, 0))) {
            decoded.read(RawPublish.of(1, 1).payload("payload").toBytes());
            assertThat(decoded.faults()).singleElement().isInstanceOf(NegativeArraySizeException.class);
        }
    }

    @Test
    @DisplayName("passes everything from a remaining length without an end to the client, which ends the connection")
    void withoutBoundary() {
        byte[] stream = {0x32, -1, -1, -1, -1, 1, 0x30, 3, 0, 1, 't'};
        assertThat(DecodedPackets.of(LIMITS, stream)).isEqualTo(HexFormat.of().formatHex(stream));
    }

    private static String refusalOf(byte[] packet, boolean validatesPayloadFormat) {
        try {
            return "none: " + new ClientDecoder(validatesPayloadFormat).decode(packet);
        } catch (MqttDecoderException e) {
            return e.getMessage();
        }
    }
}
