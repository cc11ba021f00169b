package io.github.mqttkafkatestbed.connect.task.delivery;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.header;
import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.TestMessages;

@Timeout(60)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("A message that is delivered")
class TaskDeliveryTest {

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    @DisplayName("becomes a record with its payload, user properties and delivery headers, at every QoS")
    void everyQos(MqttQos qos, EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(broker, "mqtt.qos", "" + qos.getCode(),
                "record.key", "property:device");
        try (RunningTask task = RunningTask.started(settings)) {
            broker.publish(TestMessages.of(RunningTask.topic(settings), qos, "payload", "device", "d1", "seq", "7"));
            List<SourceRecord> records = task.poll(1);

            assertThat(payloads(records)).containsExactly("payload");
            assertThat(records.get(0).key()).isEqualTo("d1");
            assertThat(header(records.get(0), "seq")).isEqualTo("7");
            assertThat(header(records.get(0), "mqtt.topic")).isEqualTo(RunningTask.topic(settings));
            assertThat(header(records.get(0), "mqtt.qos")).isEqualTo("" + qos.getCode());
            assertThat(header(records.get(0), "mqtt.retained")).isEqualTo("false");
            assertThat(header(records.get(0), "mqtt.duplicate")).isEqualTo("false");
            task.written(records);
        }
    }

    @Test
    @DisplayName("has the time of its receipt, however long it waits for Kafka after that")
    void timestamp() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.publish("t", 1, false, "{\"id\":\"d1\"}");
            connection.publish("t", 2, false, "dead letter");
            connection.listen();
        };
        long before = System.currentTimeMillis();
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "record.key", "json:/id"))) {
            task.awaitMetric("messages-received", 2);
            long received = System.currentTimeMillis();
            while (System.currentTimeMillis() <= received) {
                Thread.onSpinWait();
            }
            List<SourceRecord> records = task.poll(2);
            assertThat(records).extracting(SourceRecord::timestamp).allSatisfy(time -> assertThat(time).isBetween(before, received));
            assertThat(records).extracting(SourceRecord::topic).containsExactly("kafka", "kafka.dead-letter");
        }
    }

    @Test
    @DisplayName("has its properties as headers, binary ones as bytes if the connector's configuration has a header converter that writes them")
    void properties(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(broker,
                "header.converter", "io.github.mqttkafkatestbed.connect.converter.TextOrBytesConverter");
        Map<String, String> defaults = RunningTask.settings(broker);
        for (Map<String, String> each : List.of(settings, defaults)) {
            try (RunningTask task = RunningTask.started(each)) {
                broker.publish(Mqtt5Publish.builder().topic(RunningTask.topic(each)).qos(MqttQos.AT_LEAST_ONCE)
                        .contentType("text/plain").responseTopic("reply/to").correlationData(new byte[] {0, -1})
                        .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8).messageExpiryInterval(3_600).build());
                List<SourceRecord> records = task.poll(1);
                SourceRecord record = records.get(0);
                assertThat(header(record, "mqtt.content.type")).isEqualTo("text/plain");
                assertThat(header(record, "mqtt.response.topic")).isEqualTo("reply/to");
                assertThat(header(record, "mqtt.payload.format")).isEqualTo("1");
                assertThat(Long.parseLong(header(record, "mqtt.message.expiry"))).isBetween(3_500L, 3_600L);
                if (each == settings) {
                    assertThat((byte[]) record.headers().lastWithName("mqtt.correlation.data").value()).containsExactly(0, -1);
                } else {
                    assertThat(header(record, "mqtt.correlation.data.base64")).isEqualTo("AP8=");
                }
                task.written(records);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("keeps its order, across many polls")
    void order(MqttVersion version, EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker);
        List<String> payloads = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
        try (RunningTask task = RunningTask.started(settings)) {
            broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, payloads);
            assertThat(payloads(task.pollAndWrite(500))).isEqualTo(payloads);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("waits in the session while there is no task")
    void session(MqttVersion version, EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker);
        RunningTask.started(settings).close();
        broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("1", "2"));
        try (RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> records = task.poll(2);
            assertThat(payloads(records)).containsExactly("1", "2");
            task.written(records);
        }
    }

    @Test
    @DisplayName("because it was retained has a header for that, and is not repeated when the session is resumed")
    void retained(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(broker);
        broker.publish(Mqtt5Publish.builder().topic(RunningTask.topic(settings)).qos(MqttQos.AT_LEAST_ONCE)
                .payload("retained".getBytes()).retain(true).build());
        try (RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> records = task.poll(1);
            assertThat(header(records.get(0), "mqtt.retained")).isEqualTo("true");
            task.written(records);
        }
        try (RunningTask task = RunningTask.started(settings)) {
            broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("marker"));
            List<SourceRecord> records = task.poll(1);
            assertThat(payloads(records)).containsExactly("marker");
            task.written(records);
        }
        // Clean-up: an empty retained message removes the retained one (MQTT 5 section 3.3.1.3).
        broker.publish(Mqtt5Publish.builder().topic(RunningTask.topic(settings)).retain(true).build());
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("at QoS 0 needs no acknowledgement for the next to be delivered, however many come")
    void qos0NeedsNone(MqttVersion version) throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            for (int i = 1; i <= 5; i++) {
                connection.publish("t", 0, false, i + " ".repeat(1 << 20));
            }
            connection.publish("t", 1, false, "marker");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            assertThat(payloads(task.poll(6))).extracting(String::strip).containsExactly("1", "2", "3", "4", "5", "marker");
        }
    }

    @Test
    @DisplayName("at QoS 0 while the queue is full is dropped, counted, and logged once with the count")
    void qos0Overflow() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            for (int i = 1; i <= 10; i++) {
                connection.publish("t", 0, false, i + " ".repeat(1_000));
            }
            connection.publish("t", 1, false, "marker");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.created()) {
            task.task().start(RunningTask.settings(broker, "qos0.queue.bytes", "4000"));
            task.awaitMetric("messages-received", 11);
            assertThat(payloads(task.poll(3))).extracting(String::strip).containsExactly("1", "2", "marker");
            assertThat(task.metric("messages-dropped")).isEqualTo(8);
            assertThat(logs.linesWith("QoS 0 messages dropped")).singleElement().asString().contains("WARN 1 ");
            while (logs.linesWith("QoS 0 messages dropped").size() < 2) {
                task.task().poll();
            }
            assertThat(logs.linesWith("WARN 7 QoS 0 messages dropped for lack of room in the queue (8 since the start)"))
                    .hasSize(1);
        }
    }
}
