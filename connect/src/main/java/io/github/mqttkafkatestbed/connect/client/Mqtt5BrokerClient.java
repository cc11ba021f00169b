package io.github.mqttkafkatestbed.connect.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.hivemq.client.internal.mqtt.MqttClientConnectionConfig;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5UnsubAckException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAckReasonCode;

import io.reactivex.Completable;
import io.reactivex.Flowable;
import io.reactivex.Single;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;

/** Client of MQTT 5. */
final class Mqtt5BrokerClient implements BrokerClient {

    private final MqttSourceConfig config;
    private final SubscriptionPackets packets;
    private final Mqtt5RxClient client;

    Mqtt5BrokerClient(MqttClientBuilder builder, MqttSourceConfig config, SubscriptionPackets packets) {
        Mqtt5ClientBuilder ofVersion = builder.useMqttVersion5();
        config.username().ifPresent(name -> ofVersion.simpleAuth(authentication(config, name)));
        this.config = config;
        this.packets = packets;
        this.client = ofVersion.buildRx();
    }

    private static Mqtt5SimpleAuth authentication(MqttSourceConfig config, String username) {
        return config.password()
                .map(password -> Mqtt5SimpleAuth.builder().username(username)
                        .password(password.value().getBytes(StandardCharsets.UTF_8)).build())
                .orElseGet(() -> Mqtt5SimpleAuth.builder().username(username).build());
    }

    @Override
    public Flowable<Mqtt5Publish> messages() {
        return client.publishes(MqttGlobalPublishFilter.ALL, true);
    }

    @Override
    public Single<ConnAck> connect() {
        return client.connect(Mqtt5Connect.builder()
                .cleanStart(false)
                .sessionExpiryInterval(config.sessionExpirySeconds())
                .keepAlive(config.keepAliveSeconds())
                .restrictions()
                .receiveMaximum(config.receiveMaximum())
                .maximumPacketSize(config.maximumPacketSize())
                .applyRestrictions()
                .build()).doOnSuccess(connAck -> endSessionWithConnection()).map(Mqtt5BrokerClient::accepted);
    }

    /**
     * Has the client forget its part of the session when the connection ends: a timer of the event loop, which other clients
     * use, too, would keep it in memory with its messages until the session expires. The broker is not told.
     */
    private void endSessionWithConnection() {
        client.getConfig().getConnectionConfig().map(MqttClientConnectionConfig.class::cast)
                .ifPresent(connection -> connection.setSessionExpiryInterval(0));
    }

    private static ConnAck accepted(Mqtt5ConnAck connAck) {
        return new ConnAck(connAck.isSessionPresent(), connAck.getSessionExpiryInterval(), connAck.getServerKeepAlive());
    }

    @Override
    public Single<List<Mqtt5SubAckReasonCode>> subscribe(List<String> filters) {
        return packets.inPackets(filters, part -> client
                .subscribe(Mqtt5Subscribe.builder().addSubscriptions(part.stream().map(this::subscription)).build())
                .map(subAck -> subAck.getReasonCodes())
                // HiveMQ turns a SUBACK of failures only into an exception.
                .onErrorResumeNext(error -> error instanceof Mqtt5SubAckException refusal
                        ? Single.just(refusal.getMqttMessage().getReasonCodes()) : Single.error(error)));
    }

    private Mqtt5Subscription subscription(String filter) {
        return Mqtt5Subscription.builder().topicFilter(filter).qos(config.qos()).retainHandling(config.retainHandling()).build();
    }

    @Override
    public Single<List<Mqtt5UnsubAckReasonCode>> unsubscribe(List<String> filters) {
        return packets.inPackets(filters, part -> client
                .unsubscribe(Mqtt5Unsubscribe.builder().addTopicFilters(part.stream().map(MqttTopicFilter::of)).build())
                .map(unsubAck -> unsubAck.getReasonCodes())
                .onErrorResumeNext(error -> error instanceof Mqtt5UnsubAckException refusal
                        ? Single.just(refusal.getMqttMessage().getReasonCodes()) : Single.error(error)));
    }

    @Override
    public Completable disconnect() {
        return client.disconnect();
    }

    /** Ends the session by a Session Expiry Interval of 0 (MQTT 5 section 3.14.2.2.2). */
    @Override
    public Completable endSession() {
        return client.disconnectWith().sessionExpiryInterval(0).applyDisconnect();
    }
}
