package io.github.mqttkafkatestbed.connect.task.session;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("A topic filter that is taken out of the configuration")
class TaskSubscriptionTest {

    @Parameter
    MqttVersion version;

    @ParameterizedTest
    @ValueSource(strings = {"ID/old/x", "ID/old/+", "ID/old/#", "$share/group/ID/old/x"})
    @DisplayName("and is in the record of its session ends with the next connection; what waited of it is passed on")
    void recorded(String old, EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker);
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
        Map<String, String> settings = RunningTask.settings(version, broker);
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
    @DisplayName("and in no record goes on if it is shared and the broker confirms what it does not end, and the warning says that it may")
    void unrecordedShare(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker);
        String id = settings.get("mqtt.client.id");
        receivedBy(with(settings, id + "/new,$share/group/" + id + "/old"), broker, id + "/new");

        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(with(settings, id + "/new"))) {
            broker.publish(id + "/old", MqttQos.AT_LEAST_ONCE, List.of("first"));
            assertThat(logs.await("WARN unsubscribed from all")).contains("or a shared one");
            broker.publish(id + "/old", MqttQos.AT_LEAST_ONCE, List.of("second"));
            task.awaitMetric("messages-unexpected", 2);
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
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("expected");
            List<String> events = broker.eventsUntil("puback " + (topics + 3));
            assertThat(events.stream().filter(event -> event.equals("unsubscribed 1"))).hasSize(topics);
            assertThat(events).noneMatch(event -> event.startsWith("packet type"));
        }
    }

    @Test
    @DisplayName("is not ended in a new session, which has none, and leaves the record")
    void newSession() throws Exception {
        FakeBroker.Script both = connection -> {
            connection.acceptConnect(true);
            connection.answerSubscribe(1, 1);
            connection.publish("t", 2, false, "stored");
            connection.listen();
        };
        FakeBroker.Script fresh = connection -> {
            connection.acceptConnect(false);
            connection.answerSubscribe(1);
            connection.publish("t", 1, false, "new");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(both, fresh)) {
            Map<String, String> settings = RunningTask.settings(version, broker, "mqtt.topics", "t,old");
            SourceRecord stored = storedBy(RunningTask.startedWithOneSession(settings));
            try (RunningTask task = RunningTask.startedAfter(stored, with(settings, "t"))) {
                assertThat(task.pollAndWrite(1).get(0).sourceOffset().get("mqtt.topics")).isEqualTo("t");
            }
        }
    }

    private static SourceRecord receivedBy(Map<String, String> settings, EmbeddedBroker.Running broker, String topic)
            throws InterruptedException {
        RunningTask task = RunningTask.startedWithOneSession(settings);
        broker.publish(topic, MqttQos.AT_LEAST_ONCE, List.of("stored"));
        return storedBy(task);
    }

    /** Returns the next record of a task, and stops it. */
    private static SourceRecord storedBy(RunningTask running) throws InterruptedException {
        try (RunningTask task = running) {
            return task.pollAndWrite(1).get(0);
        }
    }

    private static Map<String, String> with(Map<String, String> settings, String topics) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put("mqtt.topics", topics);
        return changed;
    }
}
