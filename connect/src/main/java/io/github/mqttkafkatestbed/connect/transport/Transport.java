package io.github.mqttkafkatestbed.connect.transport;

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
                .serverHost(address.host())
                .serverPort(address.port())
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
}
