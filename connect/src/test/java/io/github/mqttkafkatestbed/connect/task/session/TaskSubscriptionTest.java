package io.github.mqttkafkatestbed.connect.task.session;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("A topic filter that is taken out of the configuration")
class TaskSubscriptionTest {

    @ParameterizedTest
    @ValueSource(strings = {"ID/old/x", "ID/old/+", "ID/old/#", "$share/group/ID/old/x"})
    @DisplayName("and is in the record of its session ends with the next connection; what waited of it is passed on")
    void recorded(String old, EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(broker);
        String id = settings.get("mqtt.client.id");
        String topics = id + "/new," + old.replace("ID", id);
        SourceRecord stored = receivedBy(with(settings, topics), broker, id + "/new");
        assertThat(stored.sourceOffset()).asString().contains(topics);

        broker.publish(id + "/old/x", MqttQos.AT_LEAST_ONCE, List.of("waited"));
        try (LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.startedAfter(stored, with(settings, id + "/new"))) {
            assertThat(logs.await("INFO unsubscribed from")).contains(old.replace("ID", id));
            broker.publish(id + "/old/x", MqttQos.AT_LEAST_ONCE, List.of("not subscribed"));
            broker.publish(id + "/new", MqttQos.AT_LEAST_ONCE, List.of("configured"));

            List<SourceRecord> records = task.pollAndWrite(2);
            assertThat(payloads(records)).containsExactly("waited", "configured");
            assertThat(records.get(1).sourceOffset()).asString().contains(id + "/new").doesNotContain("old");
            assertThat(task.metric("messages-unexpected")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID/old/x", "ID/old/+", "ID/+/x", "ID/old/x/#", "ID/old/#", "+/old/#"})
    @DisplayName("and in no record, as the worker was killed before its first flush, ends with its first message")
    void unrecorded(String old, EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(broker);
        String id = settings.get("mqtt.client.id");
        receivedBy(with(settings, id + "/new," + old.replace("ID", id)), broker, id + "/new");

        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(with(settings, id + "/new"))) {
            broker.publish(id + "/old/x", MqttQos.AT_LEAST_ONCE, List.of("first"));
            logs.await("WARN unsubscribed from all");
            broker.publish(id + "/old/x", MqttQos.AT_LEAST_ONCE, List.of("not subscribed"));
            broker.publish(id + "/new", MqttQos.AT_LEAST_ONCE, List.of("configured"));

            assertThat(payloads(task.pollAndWrite(1))).containsExactly("configured");
            assertThat(task.metric("messages-unexpected")).isEqualTo(1);
        }
        // Acknowledged, and not in the session any more.
        try (RunningTask task = RunningTask.started(with(settings, id + "/new"))) {
            broker.publish(id + "/new", MqttQos.AT_LEAST_ONCE, List.of("marker"));
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("marker");
            assertThat(task.metric("messages-unexpected")).isZero();
        }
    }

    @Test
    @DisplayName("and in no record is named by the warning, if the broker says which existed")
    void named() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(leftOver(0x11, 0x11, 0x11, 0, 0x11));
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            assertThat(logs.await("WARN unsubscribed from")).contains("unsubscribed from +:");
            broker.await("puback 1");
            assertThat(task.metric("messages-unexpected")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("and is of a shared subscription that no record names goes on, and the warning says so")
    void unrecordedShare() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(leftOver(0x11, 0x11, 0x11, 0x11, 0x11));
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            assertThat(logs.await("WARN the session has none of 5")).contains("a shared one sends them");
            assertThat(task.metric("messages-unexpected")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("and in no record is searched for once for each topic, one topic after the other, at most 1,000 topics")
    void searches() throws Exception {
        int topics = 1_000;
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            for (int id = 1; id <= topics; id++) {
                connection.publish("old-" + id, id, false, "unexpected");
                connection.answerUnsubscribe(0x11, 0x11, 0x11, 0x11, 0x11);
            }
            connection.publish("old-1", topics + 1, false, "searched for");
            connection.publish("old", topics + 2, false, "one too many");
            connection.publish("t", topics + 3, false, "expected");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("expected");
            List<String> events = broker.eventsUntil("puback " + (topics + 3));
            assertThat(events.stream().filter(event -> event.equals("unsubscribed 1"))).hasSize(topics);
            assertThat(events).noneMatch(event -> event.startsWith("packet type"));
        }
    }

    @Test
    @DisplayName("and in no record goes on if the broker refuses to end it, and the warning says so")
    void unrecordedRefused() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(leftOver(0x87, 0x87, 0x87, 0x87, 0x87));
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            assertThat(logs.await("WARN the broker refused to end")).contains("0x87 not authorized");
            assertThat(task.metric("messages-unexpected")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("and in no record goes on if an UNSUBSCRIBE is larger than the broker takes, and the warning says so; others end")
    void unrecordedTooLong() throws Exception {
        CountDownLatch warned = new CountDownLatch(1);
        FakeBroker.Script script = connection -> {
            connection.acceptConnectWithMaximumPacketSize(60);
            connection.answerSubscribe(1);
            connection.publish("o".repeat(40), 1, false, "its filters do not fit into 60 bytes");
            warned.await();
            connection.publish("old", 2, false, "unexpected");
            connection.answerUnsubscribe(0x11, 0x11, 0x11, 0, 0x11);
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            logs.await("WARN the subscription that sends the messages of topic " + "o".repeat(40) + " cannot be searched for");
            warned.countDown();
            logs.await("WARN unsubscribed from +");
            assertThat(task.metric("messages-unexpected")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("stays in the record while the broker refuses to end it, and its messages are not passed on")
    void refused() throws Exception {
        FakeBroker.Script refusing = connection -> {
            connection.acceptConnect(true);
            connection.answerUnsubscribe(0x87);
            connection.answerSubscribe(1);
            connection.publish("old", 1, false, "unexpected");
            connection.publish("t", 2, false, "expected");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(publishing(1), refusing); LogCapture logs = LogCapture.ofConnector()) {
            Map<String, String> settings = RunningTask.settings(broker, "mqtt.topics", "t,old");
            SourceRecord stored = recordOf(settings);
            try (RunningTask task = RunningTask.startedAfter(stored, with(settings, "t"))) {
                List<SourceRecord> records = task.pollAndWrite(1);
                assertThat(payloads(records)).containsExactly("expected");
                assertThat(records.get(0).sourceOffset()).asString().contains("t,old");
                assertThat(logs.linesWith("WARN the broker refused to end the subscription to [old]")).hasSize(1);
                broker.await("puback 1");
            }
        }
    }

    @Test
    @DisplayName("is not ended in a new session, which has none, and leaves the record")
    void newSession() throws Exception {
        FakeBroker.Script fresh = connection -> {
            connection.acceptConnect(false);
            connection.answerSubscribe(1);
            connection.publish("t", 1, false, "new");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(publishing(2), fresh)) {
            Map<String, String> settings = RunningTask.settings(broker, "mqtt.topics", "t,old");
            SourceRecord stored = recordOf(settings);
            try (RunningTask task = RunningTask.startedAfter(stored, with(settings, "t"))) {
                assertThat(task.pollAndWrite(1).get(0).sourceOffset().get("mqtt.topics")).isEqualTo("t");
            }
        }
    }

    private static FakeBroker.Script leftOver(int... codes) {
        return connection -> {
            connection.acceptSubscriber();
            connection.publish("old", 1, false, "unexpected");
            connection.answerUnsubscribe(codes);
            connection.listen();
        };
    }

    private static FakeBroker.Script publishing(int id) {
        return connection -> {
            connection.acceptConnect(true);
            connection.answerSubscribe(1, 1);
            connection.publish("t", id, false, "stored");
            connection.listen();
        };
    }

    private static SourceRecord receivedBy(Map<String, String> settings, EmbeddedBroker.Running broker, String topic)
            throws InterruptedException {
        try (RunningTask task = RunningTask.startedWithOneSession(settings)) {
            broker.publish(topic, MqttQos.AT_LEAST_ONCE, List.of("stored"));
            return task.pollAndWrite(1).get(0);
        }
    }

    /** Runs a task, whose topic filters are all in one session, until Kafka has a record of it, and returns that. */
    private static SourceRecord recordOf(Map<String, String> settings) throws InterruptedException {
        try (RunningTask task = RunningTask.startedWithOneSession(settings)) {
            return task.pollAndWrite(1).get(0);
        }
    }

    private static Map<String, String> with(Map<String, String> settings, String topics) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put("mqtt.topics", topics);
        return changed;
    }
}
