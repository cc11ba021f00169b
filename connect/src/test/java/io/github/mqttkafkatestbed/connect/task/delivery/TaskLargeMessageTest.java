package io.github.mqttkafkatestbed.connect.task.delivery;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.header;
import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.SmallHeapTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeConnection;
import io.github.mqttkafkatestbed.connect.support.broker.RawPublish;

@Timeout(120)
@DisplayName("A message of any size")
class TaskLargeMessageTest {

    private static final int MAX_REMAINING_LENGTH = 268_435_455;
    private static final byte[] CHUNK = new byte[1 << 20];

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("up to the limit of MQTT passes through a worker of 40 MiB of memory")
    void limitOfMqtt(MqttVersion version) throws Exception {
        byte[] fields = version.hasProperties() ? new byte[] {0, 1, 't', 0, 1, 0} : new byte[] {0, 1, 't', 0, 1};
        int payloadBytes = MAX_REMAINING_LENGTH - fields.length;
        try (FakeBroker broker = sending(connection -> {
            connection.send(RawPublish.packetHeader(2, MAX_REMAINING_LENGTH));
            connection.send(fields);
            send(connection, payloadBytes);
        })) {
            List<String> lines = SmallHeapTask.run(40, version, broker, 2);
            assertThat(lines.get(0)).startsWith("kafka.dead-letter ")
                    .contains("error.reason=record-too-large", "payload.bytes=" + payloadBytes, "payload.sha256=" + sha256(payloadBytes));
            assertThat(lines.get(1)).startsWith("kafka 6 ");
            assertThat(broker.eventsUntil("puback 2")).contains("puback 1");
            assertThat(broker.connections()).isOne();
        }
    }

    @Test
    @DisplayName("with a quarter of a GB of properties passes through it, too")
    void limitOfProperties() throws Exception {
        try (FakeBroker broker = sending(TaskLargeMessageTest::sendProperties)) {
            assertThat(SmallHeapTask.run(40, MqttVersion.V5, broker, 2).get(0)).startsWith("kafka.dead-letter ")
                    .contains("error.reason=too-many-user-properties", "error.properties.dropped=53686900");
            assertThat(broker.eventsUntil("puback 2")).contains("puback 1");
            assertThat(broker.connections()).isOne();
        }
    }

    @Test
    @DisplayName("that has more user properties than max.user.properties is a dead letter with the first of them")
    void userProperties() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.send(properties(1, 5).payload("five").toBytes());
            connection.send(properties(2, 6).payload("six").toBytes());
            connection.send(properties(3, 10_000).payload("10,000").toBytes());
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "max.user.properties", "5"))) {
            List<SourceRecord> records = task.pollAndWrite(3);
            assertThat(payloads(records)).containsExactly("five", "six", "10,000");
            assertThat(records).extracting(SourceRecord::topic).containsExactly("kafka", "kafka.dead-letter", "kafka.dead-letter");
            assertThat(header(records.get(1), "error.reason")).isEqualTo("too-many-user-properties");
            assertThat(header(records.get(1), "error.detail"))
                    .isEqualTo("The message has 6 user properties; max.user.properties allows 5.");
            assertThat(header(records.get(1), "name4")).isEqualTo("v");
            assertThat(header(records.get(1), "error.properties.dropped")).isEqualTo("1");
            assertThat(header(records.get(2), "error.properties.dropped")).isEqualTo("9995");
            broker.await("puback 3");
        }
    }

    /** Creates a broker that sends a message with the packet identifier 1, and an ordinary one behind it. */
    private static FakeBroker sending(FakeBroker.Script message) {
        return FakeBroker.withScripts(connection -> {
            connection.acceptSubscriber();
            message.run(connection);
            connection.publish("t", 2, false, "behind");
            connection.listen();
        });
    }

    private static RawPublish properties(int packetId, int count) {
        RawPublish publish = RawPublish.of(1, packetId);
        for (int i = 0; i < count; i++) {
            publish.userProperty("name" + i, "v");
        }
        return publish;
    }

    /** Sends a packet that is full of empty user properties, 5 bytes each. */
    private static void sendProperties(FakeConnection connection) throws IOException {
        int properties = 53_687_000;
        int length = 5 * properties;
        connection.send(RawPublish.packetHeader(2, 2 + 1 + 2 + 4 + length));
        connection.send(new byte[] {0, 1, 't', 0, 1, (byte) (length & 127 | 128), (byte) (length >> 7 & 127 | 128),
            (byte) (length >> 14 & 127 | 128), (byte) (length >> 21)});
        byte[] chunk = new byte[5_000];
        for (int i = 0; i < chunk.length; i += 5) {
            chunk[i] = 0x26;
        }
        for (int i = 0; i < length; i += chunk.length) {
            connection.send(chunk);
        }
    }

    private static void send(FakeConnection connection, int bytes) throws IOException {
        for (int left = bytes; left > 0; left -= CHUNK.length) {
            connection.send(left < CHUNK.length ? new byte[left] : CHUNK);
        }
    }

    private static String sha256(int bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int left = bytes; left > 0; left -= CHUNK.length) {
            digest.update(CHUNK, 0, Math.min(left, CHUNK.length));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
