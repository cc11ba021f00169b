package io.github.mqttkafkatestbed.connect.support.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import io.github.mqttkafkatestbed.connect.support.TestMessages;

/**
 * A real broker, HiveMQ CE, in this JVM: one for the whole test run, passed to tests as a parameter. Accepts any client,
 * but requires a user name and a password of those whose id begins with {@code guarded-}. Listens on plain TCP and, with a
 * self-signed certificate for {@code localhost}, on TLS, which one listener gives only to clients with a certificate; and on
 * WebSocket with and without TLS, of path {@code /mqtt}.
 */
public final class EmbeddedBroker implements ParameterResolver {

    public static final String USERNAME = "someone";
    public static final String PASSWORD = "s3cret-" + UUID.randomUUID();
    public static final String STORE_PASSWORD = TestIdentity.STORE_PASSWORD;

    /** The running broker. */
    public static final class Running implements AutoCloseable {

        private final Path folder;
        private final EmbeddedHiveMQ broker;
        private final Mqtt5BlockingClient publisher;
        private final int port = FreePort.find();
        private final int tlsPort = FreePort.find();
        private final int mutualTlsPort = FreePort.find();
        private final int webSocketPort = FreePort.find();
        private final int secureWebSocketPort = FreePort.find();
        private final TestIdentity server;
        private final TestIdentity client;

        private Running() throws IOException, InterruptedException, ExecutionException, TimeoutException {
            folder = Files.createTempDirectory("embedded-broker");
            Path conf = Files.createDirectories(folder.resolve("conf"));
            server = TestIdentity.make(folder, "broker", "EC");
            client = TestIdentity.make(folder, "client", "EC");
            Path trusted = client.trustStore(folder);
            Files.writeString(conf.resolve("config.xml"), """
                    <?xml version="1.0"?>
                    <hivemq>
                      <listeners>
                        <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                        <tls-tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address>
                          <tls><keystore><path>%s</path><password>%s</password>
                            <private-key-password>%s</private-key-password></keystore></tls>
                        </tls-tcp-listener>
                        <tls-tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address>
                          <tls><keystore><path>%s</path><password>%s</password>
                            <private-key-password>%s</private-key-password></keystore>
                            <truststore><path>%s</path><password>%s</password></truststore>
                            <client-authentication-mode>REQUIRED</client-authentication-mode></tls>
                        </tls-tcp-listener>
                        <websocket-listener><port>%d</port><bind-address>127.0.0.1</bind-address><path>/mqtt</path>
                          <subprotocols><subprotocol>mqtt</subprotocol></subprotocols>
                        </websocket-listener>
                        <tls-websocket-listener><port>%d</port><bind-address>127.0.0.1</bind-address><path>/mqtt</path>
                          <subprotocols><subprotocol>mqtt</subprotocol></subprotocols>
                          <tls><keystore><path>%s</path><password>%s</password>
                            <private-key-password>%s</private-key-password></keystore></tls>
                        </tls-websocket-listener>
                      </listeners>
                      <persistence><mode>in-memory</mode></persistence>
                      <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                    </hivemq>
                    """.formatted(port, tlsPort, keyStore(), STORE_PASSWORD, STORE_PASSWORD,
                            mutualTlsPort, keyStore(), STORE_PASSWORD, STORE_PASSWORD, trusted, STORE_PASSWORD, webSocketPort,
                            secureWebSocketPort, keyStore(), STORE_PASSWORD, STORE_PASSWORD));
            broker = EmbeddedHiveMQ.builder()
                    .withConfigurationFolder(conf)
                    .withDataFolder(Files.createDirectories(folder.resolve("data")))
                    .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
                    .withEmbeddedExtension(EmbeddedExtension.builder().withId("authentication").withName("authentication")
                            .withVersion("1").withAuthor("test").withExtensionMain(new Authentication()).build())
                    .withoutLoggingBootstrap()
                    .build();
            broker.start().get(30, TimeUnit.SECONDS);
            publisher = Mqtt5Client.builder().identifier("publisher").serverHost("127.0.0.1").serverPort(port)
                    .buildBlocking();
            publisher.connect();
        }

        public String url() {
            return "mqtt://127.0.0.1:" + port;
        }

        public int tlsPort() {
            return tlsPort;
        }

        /** Returns a key store with the broker's certificate, for use as a client's trust store. */
        public Path keyStore() {
            return folder.resolve("broker.p12");
        }

        /** Returns the address of a listener with TLS that asks for the certificate of {@link #client}. */
        public String mutualTlsUrl() {
            return "mqtts://localhost:" + mutualTlsPort;
        }

        public String webSocketUrl() {
            return "ws://127.0.0.1:" + webSocketPort + "/mqtt";
        }

        public String secureWebSocketUrl() {
            return "wss://localhost:" + secureWebSocketPort + "/mqtt";
        }

        /** Returns the broker's identity, the only authority of its certificate. */
        public TestIdentity server() {
            return server;
        }

        /** Returns the only client that {@link #mutualTlsUrl} lets in. */
        public TestIdentity client() {
            return client;
        }

        public void publish(Mqtt5Publish publish) {
            publisher.publish(publish);
        }

        public void publish(String topic, MqttQos qos, List<String> payloads) {
            payloads.forEach(payload -> publish(TestMessages.of(topic, qos, payload)));
        }

        @Override
        public void close() throws IOException {
            publisher.disconnect();
            broker.stop().join();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Requires user name and password of some clients. */
    private static final class Authentication implements ExtensionMain, SimpleAuthenticator {

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            Services.securityRegistry().setAuthenticatorProvider(ignored -> this);
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) { }

        @Override
        public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
            boolean known = input.getConnectPacket().getUserName().filter(USERNAME::equals).isPresent()
                    && input.getConnectPacket().getPassword()
                            .map(password -> StandardCharsets.UTF_8.decode(password).toString())
                            .filter(PASSWORD::equals).isPresent();
            if (known || !input.getClientInformation().getClientId().startsWith("guarded-")) {
                output.authenticateSuccessfully();
            } else {
                output.failAuthentication();
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The root store is closed at the end of the whole run, and the broker with it.
        return context.getRoot().getStore(ExtensionContext.Namespace.create(EmbeddedBroker.class))
                .getOrComputeIfAbsent("broker", key -> {
                    try {
                        return new Running();
                    } catch (Exception e) {
                        throw new IllegalStateException("the embedded broker does not start", e);
                    }
                });
    }
}
