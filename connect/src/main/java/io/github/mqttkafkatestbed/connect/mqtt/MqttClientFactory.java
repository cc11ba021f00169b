package io.github.mqttkafkatestbed.connect.mqtt;

import java.nio.charset.StandardCharsets;

import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedListener;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;

import io.netty.channel.nio.NioEventLoopGroup;
import io.reactivex.schedulers.Schedulers;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;

/** Factory of HiveMQ clients, set up by the connector's settings. */
final class MqttClientFactory {

    private MqttClientFactory() { }

    /**
     * Creates a client that is not connected yet and does not reconnect by itself.
     *
     * @param clientId  name of the session
     * @param eventLoop runs the client and all of its callbacks
     * @param onLoss    called when a connection, or an attempt to make one, has ended
     */
    static Mqtt5RxClient create(MqttSourceConfig config, String clientId, MqttClientTransportConfig transport,
            NioEventLoopGroup eventLoop, MqttClientDisconnectedListener onLoss) {
        Mqtt5ClientBuilder builder = Mqtt5Client.builder()
                .identifier(clientId)
                .transportConfig(transport)
                .executorConfig(MqttClientExecutorConfig.builder()
                        .nettyExecutor(eventLoop)
                        // Directly on the event loop: the receiver only adds to a queue, and if it ran on another thread,
                        // HiveMQ would drop QoS 0 messages whenever that thread is slow.
                        .applicationScheduler(Schedulers.from(Runnable::run))
                        .build())
                .addDisconnectedListener(onLoss);
        config.username().ifPresent(name -> builder.simpleAuth(authentication(config, name)));
        return builder.buildRx();
    }

    /** Returns the CONNECT that resumes a session. */
    static Mqtt5Connect connect(MqttSourceConfig config) {
        return Mqtt5Connect.builder()
                .cleanStart(false)
                .sessionExpiryInterval(config.sessionExpirySeconds())
                .keepAlive(config.keepAliveSeconds())
                .restrictions()
                .receiveMaximum(config.receiveMaximum())
                .maximumPacketSize(config.maximumPacketSize())
                .applyRestrictions()
                .build();
    }

    private static Mqtt5SimpleAuth authentication(MqttSourceConfig config, String username) {
        return config.password()
                .map(password -> Mqtt5SimpleAuth.builder().username(username)
                        .password(password.value().getBytes(StandardCharsets.UTF_8)).build())
                .orElseGet(() -> Mqtt5SimpleAuth.builder().username(username).build());
    }
}
