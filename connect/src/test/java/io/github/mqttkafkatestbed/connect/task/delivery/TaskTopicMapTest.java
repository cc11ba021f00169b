package io.github.mqttkafkatestbed.connect.task.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@DisplayName("A task with rules that map MQTT topics to Kafka topics")
class TaskTopicMapTest {

    @Test
    @DisplayName("keeps the order over all Kafka topics, acknowledges each message, counts unmatched and refused ones, and logs the dead letters")
    void severalTopics() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.publish("line/a", 1, false, "1");
            connection.publish("other", 2, false, "2");
            connection.publish("line/c", 3, false, "3");
            connection.publish("line/a", 4, false, "4");
            connection.publish("alarm", 5, false, "5");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "mqtt.topics", "#",
                        "topic.map", "line/+:line-{1}, alarm:alarms", "topic.map.allowed", "line-a, line-b"))) {
            List<SourceRecord> records = task.poll(5);

            assertThat(records).extracting(SourceRecord::topic)
                    .containsExactly("line-a", "kafka", "kafka.dead-letter", "line-a", "alarms");
            assertThat(RunningTask.payloads(records)).containsExactly("1", "2", "3", "4", "5");
            assertThat(RunningTask.header(records.get(2), "error.reason")).isEqualTo("topic-not-allowed");
            task.written(records);
            broker.await("puback 5");
            assertThat(task.metric("messages-unmatched")).isEqualTo(1);
            assertThat(task.metric("messages-topic-not-allowed")).isEqualTo(1);
            assertThat(task.metric("messages-dead-lettered")).isEqualTo(1);
            assertThat(logs.linesWith("WARN 1 messages for the dead-letter topic")).singleElement().asString()
                    .contains("topic-not-allowed on MQTT topic line/c");
            for (String topic : List.of("kafka", "kafka.dead-letter", "alarms", "line-a", "line-b")) {
                assertThat(task.metric("oldest-unconfirmed-ms", "topic", topic)).isZero();
            }
        }
    }

    @Test
    @DisplayName("makes dead letters of unmatched messages if it is to, and counts them as both")
    void unmatched() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.publish("other", 1, false, "1");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "mqtt.topics", "#",
                        "topic.map", "alarm:alarms", "topic.map.unmatched", "dead-letter"))) {
            SourceRecord record = task.pollAndWrite(1).get(0);

            assertThat(record.topic()).isEqualTo("kafka.dead-letter");
            assertThat(RunningTask.header(record, "error.reason")).isEqualTo("topic-unmatched");
            assertThat(task.metric("messages-unmatched")).isEqualTo(1);
            assertThat(task.metric("messages-dead-lettered")).isEqualTo(1);
        }
    }
}
