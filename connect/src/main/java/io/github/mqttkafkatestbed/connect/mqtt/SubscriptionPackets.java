package io.github.mqttkafkatestbed.connect.mqtt;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5UnsubAckException;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAckReasonCode;

import io.reactivex.Flowable;
import io.reactivex.Single;

/**
 * SUBSCRIBE and UNSUBSCRIBE for any number of topic filters: one packet after the other, with the codes of all answers in
 * the order of the filters. An answer with another number of codes is an error.
 */
final class SubscriptionPackets {

    /** Most topic filters in a packet: AWS IoT Core takes no more. */
    private static final int MAX_FILTERS = 8;

    private SubscriptionPackets() { }

    static Single<List<Mqtt5SubAckReasonCode>> subscribe(Mqtt5RxClient client, List<Mqtt5Subscription> wanted) {
        return inPackets(wanted, part -> client.subscribe(Mqtt5Subscribe.builder().addSubscriptions(part).build())
                .map(subAck -> subAck.getReasonCodes())
                // HiveMQ turns a SUBACK of failures only into an exception.
                .onErrorResumeNext(error -> error instanceof Mqtt5SubAckException refusal
                        ? Single.just(refusal.getMqttMessage().getReasonCodes()) : Single.error(error)));
    }

    static Single<List<Mqtt5UnsubAckReasonCode>> unsubscribe(Mqtt5RxClient client, List<String> filters) {
        return inPackets(filters, part -> client.unsubscribe(Mqtt5Unsubscribe.builder()
                .addTopicFilters(part.stream().map(MqttTopicFilter::of)).build())
                .map(unsubAck -> unsubAck.getReasonCodes())
                .onErrorResumeNext(error -> error instanceof Mqtt5UnsubAckException refusal
                        ? Single.just(refusal.getMqttMessage().getReasonCodes()) : Single.error(error)));
    }

    private static <T, C> Single<List<C>> inPackets(List<T> filters, Function<List<T>, Single<List<C>>> packet) {
        return Flowable.fromIterable(filters)
                .buffer(MAX_FILTERS)
                .concatMapSingle(part -> packet.apply(part).map(codes -> {
                    if (codes.size() != part.size()) {
                        throw new IOException("an answer with " + codes.size() + " codes for " + part.size() + " filters");
                    }
                    return codes;
                }))
                .concatMapIterable(codes -> codes)
                .toList();
    }
}
