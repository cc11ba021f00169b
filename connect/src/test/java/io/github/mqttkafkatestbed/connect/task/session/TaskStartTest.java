package io.github.mqttkafkatestbed.connect.task.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;

@Timeout(60)
@DisplayName("start()")
class TaskStartTest {

    @Test
    @DisplayName("returns once the subscription is established, so that RUNNING means subscribed")
    void subscribed() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "subscribe.wait.ms", "60000"))) {
            assertThat(task.metric("connections")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("returns after subscribe.wait.ms if the broker is away, and the task connects once the broker is back")
    void brokerAway() throws Exception {
        FakeBroker.Script away = connection -> { };
        try (FakeBroker broker = FakeBroker.withScripts(away, away, away, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector()) {
            long begin = System.nanoTime();
            try (RunningTask task = RunningTask.started(RunningTask.settings(broker, "subscribe.wait.ms", "300"))) {
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isBetween(300L, 3_000L);
                assertThat(logs.await("no connection to")).contains("trying again until there is one");
                broker.await("subscribed 4");
                logs.await("connected to");
                assertThat(logs.lines()).hasSize(2);
                assertThat(task.task().poll()).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0x84, unsupported protocol version", "0x85, client identifier not valid",
        "0x86, bad user name or password", "0x87, not authorized", "0x8A, banned", "0x9D, server moved"})
    @DisplayName("fails with the code, its name and the broker's address if the broker refuses permanently")
    void refused(String code, String name) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.refusing(Integer.decode(code)))) {
            assertThatThrownBy(() -> RunningTask.started(RunningTask.settings(broker)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining(code + " " + name).hasMessageContaining(broker.url());
            assertThat(broker.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("fails with the topic filter and the code if the broker refuses the subscription")
    void subscriptionRefused(MqttVersion version) throws Exception {
        int code = version.hasProperties() ? 0x87 : 0x80;
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.answeringSubscribe(true, code))) {
            Map<String, String> settings = RunningTask.settings(version, broker);
            assertThatThrownBy(() -> RunningTask.started(settings)).isInstanceOf(ConnectException.class)
                    .hasMessageContaining(settings.get("mqtt.topics")).hasMessageContaining("0x%02X ".formatted(code));
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("subscribes to at most eight topic filters in a packet, as AWS IoT Core takes no more")
    void manyFilters(MqttVersion version) throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptConnect(true);
            connection.answerSubscribe(1, 1, 1, 1, 1, 1, 1, 1);
            connection.answerSubscribe(1);
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.startedWithOneSession(
                        RunningTask.settings(version, broker, "mqtt.topics", "a,b,c,d,e,f,g,h,i"))) {
            assertThat(task.metric("connections")).isEqualTo(1);
            assertThat(broker.connections()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("logs a warning if the broker grants a lower QoS than requested")
    void lowerQos(MqttVersion version) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.answeringSubscribe(true, 0)); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            assertThat(logs.linesWith("no more than QoS 0; mqtt.qos asks for 1")).hasSize(1);
            assertThat(task.metric("connections")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("logs a warning if the broker keeps the session for less time than requested")
    void shorterExpiry() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptConnectWithSessionExpiry(599);
            connection.answerSubscribe(1);
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "mqtt.session.expiry.seconds", "600"))) {
            assertThat(logs.linesWith("no longer than 599 s; mqtt.session.expiry.seconds asks for 600")).singleElement()
                    .asString().startsWith("WARN");
            assertThat(task.metric("connections")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("fails with every invalid setting, even if Connect has not validated them")
    void wrongSettings() {
        assertThatThrownBy(() -> RunningTask.started(Map.of("mqtt.qos", "7"))).isInstanceOf(ConfigException.class)
                .hasMessageContaining("mqtt.qos").hasMessageContaining("mqtt.url").hasMessageContaining("kafka.topic");
    }

    @Test
    @DisplayName("warns about errors.tolerance=all, which can lose messages, and about a small Receive Maximum")
    void warnings() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.accepting()); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker,
                        "errors.tolerance", "all", "mqtt.receive.maximum", "100"))) {
            assertThat(logs.linesWith("WARN errors.tolerance=all")).singleElement().asString().contains("can be lost");
            assertThat(logs.linesWith("WARN mqtt.receive.maximum=100")).singleElement().asString().contains("2.0.21");
            assertThat(task.task().poll()).isNull();
        }
    }
}
