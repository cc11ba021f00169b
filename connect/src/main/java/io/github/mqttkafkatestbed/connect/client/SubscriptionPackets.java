package io.github.mqttkafkatestbed.connect.client;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.reactivex.Flowable;
import io.reactivex.Scheduler;
import io.reactivex.Single;
import io.reactivex.schedulers.Schedulers;

/**
 * SUBSCRIBE and UNSUBSCRIBE for any number of topic filters: one packet after the other, with the codes of all answers in
 * the order of the filters. An answer with another number of codes is an error.
 *
 * <p>The packets are sent from the event loop, which so handles the answer before any message behind it: a thread that is still
 * sending when the answer comes would handle the answer itself (RxJava's drain loop).
 */
final class SubscriptionPackets {

    /** Most topic filters in a packet: AWS IoT Core takes no more. */
    private static final int MAX_FILTERS = 8;

    private final Scheduler eventLoop;

    SubscriptionPackets(Executor eventLoop) {
        this.eventLoop = Schedulers.from(eventLoop);
    }

    /** @param packet sends a packet with some of the filters, and gives the codes of its answer */
    <C> Single<List<C>> inPackets(List<String> filters, Function<List<String>, Single<List<C>>> packet) {
        return Flowable.fromIterable(filters)
                .buffer(MAX_FILTERS)
                .concatMapSingle(part -> packet.apply(part).map(codes -> {
                    if (codes.size() != part.size()) {
                        throw new IOException("an answer with " + codes.size() + " codes for " + part.size() + " filters");
                    }
                    return codes;
                }))
                .concatMapIterable(codes -> codes)
                .toList()
                .subscribeOn(eventLoop);
    }
}
