package io.github.mqttkafkatestbed.connect.task.version;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static io.github.mqttkafkatestbed.connect.support.broker.RawPublish.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.broker.RawPublish;

@Timeout(60)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("A version of MQTT")
class TaskVersionTest {

    private static final RetryIntervals SHORT = new RetryIntervals(1, 10, 10, 1, 2, 1, 300_000);
    private static final String USE_3_1_1 = "mqtt.version=3.1.1";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5})
    @DisplayName("3.1.1: a refusal by CONNACK fails the task before the first good connection, by number and name")
    void refusedAtFirst(int code) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.refusing(code))) {
            assertThatThrownBy(() -> RunningTask.started(mqtt3(broker)).close()).isInstanceOf(ConnectException.class)
                    .hasMessageContaining("return code " + code + " " + List.of("", "unsupported protocol version",
                            "identifier rejected", "", "bad user name or password", "not authorized").get(code));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @DisplayName("3.1.1: a refusal that cannot pass fails the task also after a good connection")
    void refusedForGood(int code) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.publishingUntil(started), FakeBroker.refusing(code));
                RunningTask task = RunningTask.started(mqtt3(broker), SHORT)) {
            // Before that, start() itself would fail.
            started.countDown();
            assertThat(task.pollUntilFailure()).hasMessageContaining("return code " + code);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    @DisplayName("3.1.1: any other refusal after a good connection is tried again")
    void refusedForNow(int code) throws Exception {
        FakeBroker.Script refusing = FakeBroker.refusing(code);
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), refusing, refusing, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(mqtt3(broker), SHORT)) {
            task.awaitMetric("connections", 2);
            assertThat(logs.linesWith("refused the connection with return code " + code)).hasSize(code == 3 ? 0 : 1);
        }
    }

    @Test
    @DisplayName("3.1.1: a broker that is busy at first is tried again")
    void busyAtFirst() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.refusing(3), FakeBroker.accepting());
                RunningTask task = RunningTask.started(mqtt3(broker), SHORT)) {
            task.awaitMetric("connections", 1);
        }
    }

    @Test
    @DisplayName("5 at a broker that refuses it in MQTT 3.1.1 or 5 fails the task, and the reason names the other version")
    void refused() throws Exception {
        for (FakeBroker.Script script : List.<FakeBroker.Script>of(
                connection -> connection.refuseConnectInMqtt3(1), FakeBroker.refusing(0x84))) {
            try (FakeBroker broker = FakeBroker.withScripts(script)) {
                assertThatThrownBy(() -> RunningTask.started(RunningTask.settings(broker)).close())
                        .hasMessageContaining("0x84 unsupported protocol version; set " + USE_3_1_1 + " if it speaks only that");
            }
        }
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.refusing(1))) {
            assertThatThrownBy(() -> RunningTask.started(mqtt3(broker)).close())
                    .hasMessageContaining("return code 1 unsupported protocol version; set mqtt.version=5 if it speaks only that");
        }
    }

    @Test
    @DisplayName("5 at a broker that closes the connection, or answers in MQTT 3.1.1: the log names the other version, until it has worked")
    void unanswered() throws Exception {
        FakeBroker.Script closing = connection -> connection.readConnect();
        for (FakeBroker.Script script : List.<FakeBroker.Script>of(closing, connection -> connection.refuseConnectInMqtt3(5))) {
            try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector();
                    RunningTask task = RunningTask.started(RunningTask.settings(broker, "subscribe.wait.ms", "0"))) {
                assertThat(logs.await("no connection to")).contains("(it may speak MQTT 3.1.1 only: " + USE_3_1_1 + ")");
                assertThat(task.metric("connections")).isZero();
            }
        }
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), closing, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnectorInDetail(); RunningTask task = RunningTask.started(RunningTask.settings(broker), SHORT)) {
            task.awaitMetric("connections", 2);
            assertThat(logs.linesWith("still away")).hasSize(1);
            assertThat(logs.linesWith(USE_3_1_1)).isEmpty();
        }
    }

    @Test
    @DisplayName("5: a connection that pauses reading stays at a Server Keep Alive that is shorter than the client's")
    void serverKeepAlive() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptConnectWithKeepAlive(1);
            connection.answerSubscribe(1);
            connection.listenWhile(() -> {
                for (int id = 1; id <= 100; id++) {
                    connection.publish("t", id, false, id + " ".repeat(100_000));
                }
            });
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "mqtt.keep.alive.seconds", "60"))) {
            broker.awaitMorePingsThanSilenceAllows();
            assertThat(task.pollAndWrite(100)).hasSize(100);
            assertThat(broker.connections()).isOne();
        }
    }

    @Test
    @DisplayName("5: a malformed message whose topic is no longer subscribed to is acknowledged and counted like any other of that topic")
    void unexpected() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.send(RawPublish.of(utf8("other"), 1, 1).responseTopic("#").payload("bad"));
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            broker.await("puback 1");
            task.awaitMetric("messages-unexpected", 1);
        }
    }

    @Test
    @DisplayName("3.1.1: the log says once what it cannot carry, however often the connection is made")
    void log() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), FakeBroker.losing(), FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(mqtt3(broker), SHORT)) {
            task.awaitMetric("connections", 3);
            assertThat(logs.linesWith(USE_3_1_1)).singleElement().asString()
                    .contains("messages have no properties", "mqtt.session.expiry.seconds has no effect");
        }
    }

    @Test
    @DisplayName("3.1.1: a record has payload and delivery headers of its message, and no properties")
    void record(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(MqttVersion.V3_1_1, broker, "record.key", "json:/id");
        try (RunningTask task = RunningTask.started(settings)) {
            broker.publish(Mqtt5Publish.builder().topic(RunningTask.topic(settings)).qos(MqttQos.AT_LEAST_ONCE)
                    .payload("{\"id\":\"d1\"}".getBytes()).contentType("application/json")
                    .userProperties().add("run", "r1").applyUserProperties().build());
            List<SourceRecord> records = task.pollAndWrite(1);
            assertThat(payloads(records)).containsExactly("{\"id\":\"d1\"}");
            assertThat(records.get(0).key()).isEqualTo("d1");
            assertThat(StreamSupport.stream(records.get(0).headers().spliterator(), false).map(Header::key))
                    .containsExactly("mqtt.topic", "mqtt.qos", "mqtt.retained", "mqtt.duplicate");
        }
    }

    private static Map<String, String> mqtt3(FakeBroker broker) {
        return RunningTask.settings(MqttVersion.V3_1_1, broker);
    }
}
