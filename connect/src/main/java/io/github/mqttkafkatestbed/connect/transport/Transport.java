package io.github.mqttkafkatestbed.connect.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttWebSocketConfig;

import io.github.mqttkafkatestbed.connect.address.BrokerAddress;
import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.tls.TlsMaterial;

/** Protocols below MQTT on the way to an address: TCP, perhaps with TLS and WebSocket upon it. */
final class Transport {

    private Transport() { }

    /**
     * Returns the transport to an address.
     *
     * @throws io.github.mqttkafkatestbed.connect.tls.TlsSettingException if a file of the TLS settings cannot be used
     */
    static MqttClientTransportConfig to(BrokerAddress address, MqttSourceConfig config) {
        MqttClientTransportConfigBuilder transport = MqttClientTransportConfig.builder()
                .serverAddress(resolved(address))
                .socketConnectTimeout(config.connectTimeoutMs(), TimeUnit.MILLISECONDS)
                .mqttConnectTimeout(config.connectTimeoutMs(), TimeUnit.MILLISECONDS);
        if (address.scheme().isTls()) {
            // Without a HostnameVerifier the client checks the host name as HTTPS does.
            TlsMaterial material = TlsMaterial.read(config.tls());
            transport.sslConfig(MqttClientSslConfig.builder()
                    .trustManagerFactory(material.trusted())
                    .keyManagerFactory(material.own())
                    .handshakeTimeout(config.connectTimeoutMs(), TimeUnit.MILLISECONDS).build());
        }
        if (address.scheme().isWebSocket()) {
            transport.webSocketConfig(MqttWebSocketConfig.builder()
                    // The client puts a slash before it.
                    .serverPath(address.path().substring(1))
                    .handshakeTimeout(config.connectTimeoutMs(), TimeUnit.MILLISECONDS).build());
        }
        return transport.build();
    }

    /**
     * Resolves the host name on the session's thread. The client would do so on the event loop, where a slow name server holds
     * back the connections of all other sessions.
     */
    private static InetSocketAddress resolved(BrokerAddress address) {
        try {
            byte[] ip = InetAddress.getByName(address.host()).getAddress();
            // With the name as it is configured, which TLS and WebSocket use.
            return new InetSocketAddress(InetAddress.getByAddress(address.host(), ip), address.port());
        } catch (UnknownHostException e) {
            // The client asks once more, and reports it. Java has the answer at hand for 10 s.
            return InetSocketAddress.createUnresolved(address.host(), address.port());
        }
    }
}
