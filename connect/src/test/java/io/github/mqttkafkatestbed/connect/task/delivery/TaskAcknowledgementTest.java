package io.github.mqttkafkatestbed.connect.task.delivery;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.header;
import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;

@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("A message is acknowledged")
class TaskAcknowledgementTest {

    @Parameter
    MqttVersion version;

    @ParameterizedTest
    @EnumSource(value = MqttQos.class, names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    @DisplayName("not before Kafka has its record: until then the broker delivers it again, with the DUP flag")
    void notBefore(MqttQos qos, EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker, "mqtt.qos", "" + qos.getCode());
        waiting(settings, broker, qos, List.of("1", "2", "3"));
        try (RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> records = task.poll(3);
            assertThat(records).allMatch(record -> header(record, "mqtt.duplicate").equals("false"));
            task.written(records.subList(0, 1));
        }
        try (RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> again = task.poll(2);
            assertThat(payloads(again)).containsExactly("2", "3");
            assertThat(again).allMatch(record -> header(record, "mqtt.duplicate").equals("true"));
            assertThat(again).allMatch(record -> header(record, "mqtt.qos").equals("" + qos.getCode()));
            task.written(again);
        }
        assertNothingWaits(settings, broker);
    }

    @Test
    @DisplayName("whatever the order in which Kafka confirms the records")
    void inOrder() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.publishing("1", "2", "3"));
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            List<SourceRecord> records = task.poll(3);
            task.written(List.of(records.get(2), records.get(1)));
            task.written(List.of(records.get(0)));
            broker.await("puback 1");
            broker.await("puback 2");
            broker.await("puback 3");
        }
    }

    @Test
    @DisplayName("if a transform has removed its record, which is counted and logged with its topic")
    void filtered(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker);
        waiting(settings, broker, MqttQos.AT_LEAST_ONCE, List.of("1", "2"));
        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> records = task.poll(2);
            task.filtered(records.get(0));
            task.written(records.subList(1, 2));
            assertThat(task.metric("messages-filtered")).isEqualTo(1);
            task.awaitMetric("messages-acknowledged", 2);
            assertThat(task.metric("messages-acknowledged")).isEqualTo(2);
            assertThat(logs.linesWith("INFO 1 messages acknowledged without a record in Kafka, removed by a transform"))
                    .singleElement().asString().contains(RunningTask.topic(settings));
        }
        assertNothingWaits(settings, broker);
    }

    @Test
    @DisplayName("once its dead letter is in Kafka, and the dead letter is counted and logged")
    void deadLetter(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker, "record.key", "json:/id");
        waiting(settings, broker, MqttQos.AT_LEAST_ONCE, List.of("nope", "{\"id\":\"a\"}"));
        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> records = task.poll(2);
            assertThat(records).extracting(SourceRecord::topic).containsExactly("kafka.dead-letter", "kafka");
            assertThat(task.metric("messages-dead-lettered")).isEqualTo(1);
            assertThat(logs.await("WARN 1 messages for the dead-letter topic")).contains("key-invalid on MQTT topic");
            task.written(records);
        }
        assertNothingWaits(settings, broker);
    }

    @Test
    @DisplayName("never, if it has no key and record.key.missing is fail: it is delivered again")
    void failing(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings =
                RunningTask.settings(version, broker, "record.key", "json:/id", "record.key.missing", "fail");
        try (RunningTask task = RunningTask.started(settings)) {
            broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("nope"));
            assertThat(task.pollUntilFailure()).hasMessageContaining("The payload is not JSON");
        }
        settings.put("record.key.missing", "dead-letter");
        try (RunningTask task = RunningTask.started(settings)) {
            assertThat(payloads(task.poll(1))).containsExactly("nope");
        }
    }

    @Test
    @DisplayName("before the connection ends, if Kafka had its record before the task was stopped")
    void beforeStop(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker);
        waiting(settings, broker, MqttQos.AT_LEAST_ONCE, IntStream.range(0, 40).mapToObj(Integer::toString).toList());
        try (RunningTask task = RunningTask.started(settings)) {
            task.written(task.poll(40));
        }
        assertNothingWaits(settings, broker);
    }

    /**
     * Creates the session and publishes messages while the client is away. To a connected client HiveMQ CE sends nothing
     * more while a message is unacknowledged; messages that wait it sends at once, up to 50.
     */
    private static void waiting(Map<String, String> settings, EmbeddedBroker.Running broker, MqttQos qos,
            List<String> payloads) {
        RunningTask.started(settings).close();
        broker.publish(RunningTask.topic(settings), qos, payloads);
    }

    /** Asserts that the session is empty: the first message to arrive is a marker. */
    private static void assertNothingWaits(Map<String, String> settings, EmbeddedBroker.Running broker) throws Exception {
        try (RunningTask task = RunningTask.started(settings)) {
            broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("marker"));
            assertThat(payloads(task.poll(1))).containsExactly("marker");
        }
    }
}
