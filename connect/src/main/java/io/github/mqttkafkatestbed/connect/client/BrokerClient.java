package io.github.mqttkafkatestbed.connect.client;

import java.util.List;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedListener;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAckReasonCode;

import io.netty.channel.nio.NioEventLoopGroup;
import io.reactivex.Completable;
import io.reactivex.Flowable;
import io.reactivex.Single;
import io.reactivex.schedulers.Schedulers;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;

/**
 * Client of one connection, in the version of MQTT that the configuration names. Messages and codes are those of MQTT 5, as
 * inside HiveMQ's client: a message of MQTT 3.1.1 is one without properties, and each of its codes has an equal in MQTT 5.
 */
public interface BrokerClient {

    /**
     * Creates a client that is not connected yet and does not reconnect by itself.
     *
     * @param clientId  name of the session
     * @param eventLoop runs the client and all of its callbacks
     * @param onLoss    called when a connection, or an attempt to make one, has ended
     */
    static BrokerClient of(MqttSourceConfig config, String clientId, MqttClientTransportConfig transport,
            NioEventLoopGroup eventLoop, MqttClientDisconnectedListener onLoss) {
        MqttClientBuilder builder = MqttClient.builder()
                .identifier(clientId)
                .transportConfig(transport)
                .executorConfig(MqttClientExecutorConfig.builder()
                        .nettyExecutor(eventLoop)
                        // Directly on the event loop: the receiver only adds to a queue, and if it ran on another thread,
                        // HiveMQ would drop QoS 0 messages whenever that thread is slow.
                        .applicationScheduler(Schedulers.from(Runnable::run))
                        .build())
                .addDisconnectedListener(onLoss);
        return switch (config.version()) {
            case V5 -> new Mqtt5BrokerClient(builder, config, new SubscriptionPackets(eventLoop));
            case V3_1_1 -> new Mqtt3BrokerClient(builder, config, new SubscriptionPackets(eventLoop));
        };
    }

    /** Returns the messages of the connection, each to be acknowledged by its receiver. */
    Flowable<Mqtt5Publish> messages();

    /** Connects and resumes the session. */
    Single<ConnAck> connect();

    /** Subscribes as configured; gives the broker's code for each topic filter. */
    Single<List<Mqtt5SubAckReasonCode>> subscribe(List<String> filters);

    /** Unsubscribes; gives the broker's code for each topic filter. */
    Single<List<Mqtt5UnsubAckReasonCode>> unsubscribe(List<String> filters);

    /** Ends the connection; the broker keeps the session. */
    Completable disconnect();

    /** Ends the connection, and the session with it. */
    Completable endSession();
}
