package io.github.mqttkafkatestbed.connect.task.session;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeConnection;

@Timeout(60)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("The security of the connection")
class TaskSecurityTest {

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("includes user name and password, and no library logs the password at any level")
    void password(MqttVersion version, EmbeddedBroker.Running broker) throws Exception {
        try (LogCapture logs = LogCapture.ofEverything(); RunningTask task = RunningTask.started(guarded(version, broker, EmbeddedBroker.PASSWORD))) {
            assertThat(task.metric("connections")).isEqualTo(1);
            assertThat(logs.linesWith("connected to")).isNotEmpty();
            assertThat(logs.linesWith(EmbeddedBroker.PASSWORD)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("fails the task on a wrong password, which neither exception nor log shows")
    void wrongPassword(MqttVersion version, EmbeddedBroker.Running broker) {
        try (LogCapture logs = LogCapture.ofEverything()) {
            assertThatThrownBy(() -> RunningTask.started(guarded(version, broker, "wr0ng-pass")))
                    .hasMessageContaining(broker.url()).hasMessageContaining("refused the connection")
                    .hasMessageNotContaining("wr0ng-pass").hasStackTraceContaining("MqttSession");
            assertThat(logs.linesWith("wr0ng-pass")).isEmpty();
        }
    }

    @Test
    @DisplayName("accepts the certificates that the JVM trusts")
    void tls(EmbeddedBroker.Running broker) throws Throwable {
        whileTrusting(broker, () -> {
            Map<String, String> settings = RunningTask.settings("mqtts://localhost:" + broker.tlsPort());
            try (RunningTask task = RunningTask.started(settings)) {
                broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("1"));
                assertThat(payloads(task.poll(1))).containsExactly("1");
            }
        });
    }

    @Test
    @DisplayName("refuses a certificate that the JVM does not trust")
    void untrusted(EmbeddedBroker.Running broker) throws Exception {
        assertThat(reasonForNoConnection("mqtts://localhost:" + broker.tlsPort())).contains("certification path");
    }

    @Test
    @DisplayName("refuses the certificate of another host")
    void otherHost(EmbeddedBroker.Running broker) throws Throwable {
        whileTrusting(broker, () -> assertThat(reasonForNoConnection("mqtts://127.0.0.1:" + broker.tlsPort()))
                .contains("No subject alternative names"));
    }

    @Test
    @DisplayName("is tried again at once if the connection ends, or nothing comes, during the handshake: no certificate is wrong")
    void brokenHandshake() throws Exception {
        RetryIntervals certificatesSlowly = new RetryIntervals(3_600_000, 1, 3_600_000, 1, 2, 1, 300_000);
        try (FakeBroker broker = FakeBroker.withScripts(FakeConnection::closeGently, FakeConnection::staySilent, connection -> { })) {
            String url = broker.url().replace("mqtt://", "mqtts://");
            try (RunningTask task = RunningTask.started(RunningTask.settings(url, "subscribe.wait.ms", "0",
                    "mqtt.connect.timeout.ms", "100"), certificatesSlowly)) {
                broker.await("connect 4");
                assertThat(task.metric("connections")).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts://localhost:TLS", "mqtt://no-such-host.invalid"})
    @DisplayName("that fails by the broker's certificate or name is tried again with the slow waits, not with those of a lost network")
    void slow(String url, EmbeddedBroker.Running broker) throws Exception {
        long hour = 3_600_000;
        RetryIntervals unreachableOften = new RetryIntervals(hour, hour, 1, hour, hour, hour, hour);
        String address = url.replace("TLS", "" + broker.tlsPort());
        try (LogCapture logs = LogCapture.ofConnectorInDetail();
                RunningTask task = RunningTask.started(RunningTask.settings(address, "subscribe.wait.ms", "0"), unreachableOften)) {
            logs.await("no connection to");
            logs.await("still away");
            assertThat(task.metric("connections")).isZero();
        }
    }

    private static String reasonForNoConnection(String url) throws InterruptedException {
        try (LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(url, "subscribe.wait.ms", "0"))) {
            String reason = logs.await("no connection to");
            assertThat(task.metric("connections")).isZero();
            return reason;
        }
    }

    /** Runs work while the broker's certificate is the only one that this JVM trusts, as set with -D options. */
    private static void whileTrusting(EmbeddedBroker.Running broker, Executable work) throws Throwable {
        System.setProperty(TRUST_STORE, broker.keyStore().toString());
        System.setProperty(TRUST_STORE + "Password", EmbeddedBroker.STORE_PASSWORD);
        try {
            work.execute();
        } finally {
            System.clearProperty(TRUST_STORE);
            System.clearProperty(TRUST_STORE + "Password");
        }
    }

    private static Map<String, String> guarded(MqttVersion version, EmbeddedBroker.Running broker, String password) {
        Map<String, String> settings = RunningTask.settings(version, broker,
                "mqtt.username", EmbeddedBroker.USERNAME, "mqtt.password", password);
        settings.put("mqtt.client.id", "guarded-" + settings.get("mqtt.client.id"));
        return settings;
    }
}
