package io.github.mqttkafkatestbed.connect.task.delivery;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.ClientLeaks;
import io.github.mqttkafkatestbed.connect.support.PlantedError;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("A fault inside the connector")
class TaskFaultTest {

    @Parameter
    MqttVersion version;

    @Test
    @DisplayName("in the session's thread, an Error included, fails the task by name")
    void sessionThread() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.accepting());
                PlantedError planted = PlantedError.at("and subscribed to")) {
            assertThatThrownBy(() -> RunningTask.started(RunningTask.settings(version, broker)))
                    .isInstanceOf(ConnectException.class).hasMessageContaining(planted.toString());
            broker.await("closed 1");
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("while a message is received fails the task by name; nothing behind it is handed over or acknowledged")
    void receiver() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            started.await();
            connection.publish("t", 1, false, "handed over");
            connection.publish("other", 2, false, "has the error");
            for (int id = 3; id <= 50; id++) {
                connection.publish("t", id, false, "behind");
            }
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); PlantedError planted = PlantedError.at("does not match");
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            // Before that, start() itself would fail.
            started.countDown();
            List<SourceRecord> handedOver = new ArrayList<>();
            assertThatThrownBy(() -> {
                while (true) {
                    handedOver.addAll(task.pollAndWrite(1));
                }
            }).isInstanceOf(ConnectException.class).hasMessageContaining(planted.toString());
            assertThat(payloads(handedOver)).containsExactly("handed over");
            assertThat(broker.eventsUntil("closed 1")).allMatch(event -> !event.startsWith("puback") || event.equals("puback 1"));
        }
    }

    @Test
    @DisplayName("or a broker that answers a SUBSCRIBE with too few or too many codes: it tries again")
    void otherNumberOfCodes() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.answeringSubscribe(true, 1),
                FakeBroker.answeringSubscribe(true, 1, 1, 1), FakeBroker.answeringSubscribe(true, 1, 1));
                RunningTask task = RunningTask.startedWithOneSession(RunningTask.settings(version, broker, "mqtt.topics", "t,u"))) {
            broker.await("subscribed 3");
            task.awaitMetric("connections", 1);
        }
    }

    @Test
    @DisplayName("is not a message without a key: with record.key.missing=fail those before it are delivered and acknowledged")
    void goodOnesFirst(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker, "record.key", "json:/id", "record.key.missing", "fail");
        RunningTask.started(settings).close();
        broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("{\"id\":1}", "{\"id\":2}", "bad", "{\"id\":3}"));
        try (RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> good = task.poll(2);
            assertThat(payloads(good)).containsExactly("{\"id\":1}", "{\"id\":2}");
            assertThat(task.task().poll()).as("the good ones are on their way").isNull();
            task.written(good);
            assertThat(task.pollUntilFailure()).hasMessageContaining("record.key.missing");
        }
        settings.put("record.key.missing", "dead-letter");
        try (RunningTask task = RunningTask.started(settings)) {
            assertThat(payloads(task.poll(2))).containsExactly("bad", "{\"id\":3}");
        }
    }

    @Test
    @DisplayName("while a message is converted, an Error included, fails the task by name, after those before it are delivered")
    void conversion(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker, "record.key", "json:/id");
        RunningTask.started(settings).close();
        broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("{\"id\":1}", "its dead letter has the error"));
        try (PlantedError planted = PlantedError.at("messages for the dead-letter topic");
                RunningTask task = RunningTask.started(settings)) {
            task.written(task.poll(1));
            assertThat(task.pollUntilFailure()).isInstanceOf(ConnectException.class)
                    .hasMessageContaining(RunningTask.topic(settings)).hasMessageContaining(planted.toString());
            task.awaitMetric("messages-acknowledged", 1);
        }
        try (RunningTask task = RunningTask.started(settings)) {
            assertThat(payloads(task.poll(1))).containsExactly("its dead letter has the error");
        }
    }

    @Test
    @DisplayName("is not a second commitRecord of a record: it has no effect")
    void committedTwice() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.publishing("1", "2"));
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            List<SourceRecord> records = task.poll(2);
            task.written(records.subList(0, 1));
            task.written(records);
            assertThat(broker.eventsUntil("puback 2")).containsOnlyOnce("puback 1");
            assertThat(task.metric("messages-acknowledged")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("does not let the client acknowledge what arrives while the connection is closed")
    void closing() throws Exception {
        for (int i = 0; i < 30; i++) {
            CountDownLatch stopping = new CountDownLatch(1);
            FakeBroker.Script late = connection -> {
                connection.readConnect();
                stopping.await();
                connection.sendConnAck(true);
                for (int id = 1; id <= 100; id++) {
                    connection.publish("t", id, false, "never handed over");
                }
                connection.listen();
            };
            try (FakeBroker broker = FakeBroker.withScripts(late)) {
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker, "subscribe.wait.ms", "0"));
                broker.await("connect 1");
                stopping.countDown();
                task.close();
                assertThat(broker.eventsUntil("closed 1")).noneMatch(event -> event.startsWith("puback"));
            }
        }
    }
}
