package io.github.mqttkafkatestbed.connect.task.transport;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.TcpProxy;

@Timeout(60)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("TLS and WebSocket of the connector's settings")
class TaskTransportTest {

    private static final RetryIntervals SOON = new RetryIntervals(10, 10, 10, 10, 20, 10, 300_000);

    @TempDir
    private Path folder;

    @Test
    @DisplayName("trust the authorities of mqtt.tls.ca")
    void ca(EmbeddedBroker.Running broker) throws Exception {
        passesMessages(broker, "mqtts://localhost:" + broker.tlsPort(), "mqtt.tls.ca", broker.server().certificatePem());
    }

    @Test
    @DisplayName("check the host name with mqtt.tls.ca, too")
    void otherHost(EmbeddedBroker.Running broker) throws Exception {
        assertThat(reasonForNoConnection("mqtts://127.0.0.1:" + broker.tlsPort(), "mqtt.tls.ca", broker.server().certificatePem()))
                .contains("No subject alternative names");
    }

    @Test
    @DisplayName("trust nobody else, also of those that the JVM trusts, once there is mqtt.tls.ca")
    void otherAuthority(EmbeddedBroker.Running broker) throws Exception {
        assertThat(reasonForNoConnection("mqtts://localhost:" + broker.tlsPort(), "mqtt.tls.ca", broker.client().certificatePem()))
                .contains("certification path");
    }

    @Test
    @DisplayName("show the client's certificate to a broker that asks for one, and no log has the key")
    void mutual(EmbeddedBroker.Running broker) throws Exception {
        try (LogCapture logs = LogCapture.ofEverything()) {
            passesMessages(broker, broker.mutualTlsUrl(), mutualTls(broker));
            assertThat(logs.linesWith("connected to")).isNotEmpty();
            assertThat(logs.linesWith(broker.client().secret())).isEmpty();
        }
    }

    @Test
    @DisplayName("do not get through without the client's certificate")
    void withoutCertificate(EmbeddedBroker.Running broker) throws Exception {
        assertThat(reasonForNoConnection(broker.mutualTlsUrl(), "mqtt.tls.ca", broker.server().certificatePem()))
                .contains(broker.mutualTlsUrl());
    }

    @Test
    @DisplayName("fail the first start with a file that cannot be used, by the name of the setting and without the key")
    void unusableAtFirst(EmbeddedBroker.Running broker) {
        String[] settings = mutualTls(broker);
        settings[5] = folder.resolve("s3cret").toString();
        assertThatThrownBy(() -> RunningTask.started(RunningTask.settings(broker.mutualTlsUrl(), settings)))
                .hasMessageContaining("mqtt.tls.key is neither PEM nor the path of a file that can be read")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    @DisplayName("are read from the files again at each connection: one that is missing is waited for, a changed one is taken")
    void filesChange(EmbeddedBroker.Running broker) throws Exception {
        Path key = Files.writeString(folder.resolve("key.pem"), broker.client().keyPem());
        String[] tls = mutualTls(broker);
        tls[5] = key.toString();
        try (TcpProxy proxy = TcpProxy.to(broker.mutualTlsUrl());
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings("mqtts://localhost:" + proxy.port(), tls), SOON)) {
            Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nhalf");
            lose(proxy);
            task.awaitZero("connected");
            logs.await("mqtt.tls.key names a file that has no complete block of PEM");
            Files.writeString(key, broker.client().keyPem());
            task.awaitMetric("connections", 2);
        }
    }

    @Test
    @DisplayName("carry messages over WebSocket, with the connector's own decoder and back-pressure")
    void webSocket(EmbeddedBroker.Running broker) throws Exception {
        passesMessages(broker, broker.webSocketUrl());
    }

    @Test
    @DisplayName("carry messages over WebSocket with TLS, with the connector's own decoder and back-pressure")
    void secureWebSocket(EmbeddedBroker.Running broker) throws Exception {
        passesMessages(broker, broker.secureWebSocketUrl(), "mqtt.tls.ca", broker.server().certificatePem());
    }

    @Test
    @DisplayName("do not get through by another path of WebSocket, and the handshake has the timeout of the connection")
    void otherPath(EmbeddedBroker.Running broker) throws Exception {
        assertThat(reasonForNoConnection(broker.webSocketUrl() + "/other", "mqtt.connect.timeout.ms", "300"))
                .contains("handshake timed out after 300ms");
    }

    private static void passesMessages(EmbeddedBroker.Running broker, String url, String... namesAndValues)
            throws InterruptedException {
        Map<String, String> settings = RunningTask.settings(url, namesAndValues);
        settings.put("unacknowledged.bytes", "65536");
        try (RunningTask task = RunningTask.started(settings)) {
            List<String> texts = List.of("1".repeat(70_000), "2".repeat(70_000), "3");
            broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, texts);
            assertThat(payloads(task.pollAndWrite(3))).isEqualTo(texts);
            // Counted by the connector's own handler in the connection's pipeline.
            task.awaitMetric("messages-acknowledged", 3);
            assertThat(task.metric("connections")).isEqualTo(1);
        }
    }

    private static String[] mutualTls(EmbeddedBroker.Running broker) {
        return new String[] {"mqtt.tls.ca", broker.server().certificatePem(), "mqtt.tls.certificate",
            broker.client().certificatePem(), "mqtt.tls.key", broker.client().keyPem()};
    }

    private static String reasonForNoConnection(String url, String... namesAndValues) throws InterruptedException {
        Map<String, String> settings = RunningTask.settings(url, namesAndValues);
        settings.put("subscribe.wait.ms", "0");
        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(settings)) {
            String reason = logs.await("no connection to");
            assertThat(task.metric("connections")).isZero();
            return reason;
        }
    }

    private static void lose(TcpProxy proxy) throws IOException {
        proxy.interrupt();
        proxy.restore();
    }
}
