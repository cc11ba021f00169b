package io.github.mqttkafkatestbed.connect.client;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

import com.hivemq.client.internal.mqtt.message.publish.mqtt3.Mqtt3PublishView;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.Mqtt3RxClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuth;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAck;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAckReturnCode;
import com.hivemq.client.mqtt.mqtt3.message.unsubscribe.Mqtt3Unsubscribe;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAckReasonCode;

import io.reactivex.Completable;
import io.reactivex.Flowable;
import io.reactivex.Single;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;

/** Client of MQTT 3.1.1. */
final class Mqtt3BrokerClient implements BrokerClient {

    private final MqttSourceConfig config;
    private final SubscriptionPackets packets;
    private final Mqtt3RxClient client;
    /** Client of the same session, for its end. */
    private final Mqtt3RxClient ending;

    Mqtt3BrokerClient(MqttClientBuilder builder, MqttSourceConfig config, SubscriptionPackets packets) {
        Mqtt3ClientBuilder ofVersion = builder.useMqttVersion3();
        config.username().ifPresent(name -> ofVersion.simpleAuth(authentication(config, name)));
        this.config = config;
        this.packets = packets;
        this.client = ofVersion.buildRx();
        this.ending = ofVersion.buildRx();
    }

    private static Mqtt3SimpleAuth authentication(MqttSourceConfig config, String username) {
        return config.password()
                .map(password -> Mqtt3SimpleAuth.builder().username(username)
                        .password(password.value().getBytes(StandardCharsets.UTF_8)).build())
                .orElseGet(() -> Mqtt3SimpleAuth.builder().username(username).build());
    }

    @Override
    public Flowable<Mqtt5Publish> messages() {
        return client.publishes(MqttGlobalPublishFilter.ALL, true)
                .map(publish -> ((Mqtt3PublishView) publish).getDelegate());
    }

    @Override
    public Single<ConnAck> connect() {
        return client.connect(connect(false))
                .map(connAck -> new ConnAck(connAck.isSessionPresent(), OptionalLong.empty(), OptionalInt.empty()));
    }

    private Mqtt3Connect connect(boolean cleanSession) {
        return Mqtt3Connect.builder().cleanSession(cleanSession).keepAlive(config.keepAliveSeconds()).build();
    }

    @Override
    public Single<List<Mqtt5SubAckReasonCode>> subscribe(List<String> filters) {
        return packets.inPackets(filters, part -> client
                .subscribe(Mqtt3Subscribe.builder().addSubscriptions(part.stream().map(this::subscription)).build())
                // HiveMQ turns a SUBACK of failures only into an exception.
                .onErrorResumeNext(error -> error instanceof Mqtt3SubAckException refusal
                        ? Single.just(refusal.getMqttMessage()) : Single.error(error))
                .map(Mqtt3BrokerClient::codesOf));
    }

    private Mqtt3Subscription subscription(String filter) {
        return Mqtt3Subscription.builder().topicFilter(filter).qos(config.qos()).build();
    }

    private static List<Mqtt5SubAckReasonCode> codesOf(Mqtt3SubAck subAck) {
        // The numbers are the same; 0x80 is the only failure.
        return subAck.getReturnCodes().stream().map(Mqtt3SubAckReturnCode::getCode).map(Mqtt5SubAckReasonCode::fromCode).toList();
    }

    /** An UNSUBACK of MQTT 3.1.1 has no codes: it says that there is no such subscription any more (section 3.10.4). */
    @Override
    public Single<List<Mqtt5UnsubAckReasonCode>> unsubscribe(List<String> filters) {
        return packets.inPackets(filters, part -> client
                .unsubscribe(Mqtt3Unsubscribe.builder().addTopicFilters(part.stream().map(MqttTopicFilter::of)).build())
                .toSingleDefault(Collections.nCopies(part.size(), Mqtt5UnsubAckReasonCode.SUCCESS)));
    }

    @Override
    public Completable disconnect() {
        return client.disconnect();
    }

    /** Ends the session by another connection with Clean Session, which ends this one (MQTT 3.1.1 sections 3.1.2.4, 3.1.4). */
    @Override
    public Completable endSession() {
        return ending.connect(connect(true)).ignoreElement().andThen(ending.disconnect());
    }
}
