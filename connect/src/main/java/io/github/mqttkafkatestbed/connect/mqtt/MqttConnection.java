package io.github.mqttkafkatestbed.connect.mqtt;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAckReasonCode;

import io.reactivex.Completable;
import io.reactivex.Single;
import io.reactivex.disposables.CompositeDisposable;

import io.github.mqttkafkatestbed.connect.client.BrokerClient;
import io.github.mqttkafkatestbed.connect.client.ConnAck;
import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.eventloop.ClientChannels;
import io.github.mqttkafkatestbed.connect.eventloop.TaskEventLoop;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.retry.UnexpectedFailureException;
import io.github.mqttkafkatestbed.connect.session.SessionRecord;
import io.github.mqttkafkatestbed.connect.wire.ConnectionPipeline;
import io.github.mqttkafkatestbed.connect.wire.MessageLimits;
import io.github.mqttkafkatestbed.connect.wire.PublishDecoder;
import io.github.mqttkafkatestbed.connect.wire.ReadGate;
import io.github.mqttkafkatestbed.connect.wire.UnacknowledgedWindow;

/**
 * A single connection to the broker, with a HiveMQ client of its own that is never used again.
 *
 * <p>A HiveMQ client that reconnects by itself with unacknowledged messages may never deliver or acknowledge the messages
 * that the broker sends again (its issues 434, 526 and 796); a new client has no such state.
 *
 * <p>The end of its channels ends everything that the client may have in progress: a connection attempt, which HiveMQ cannot
 * cancel, or a DISCONNECT to a broker that does not answer, for which it would wait 10 s.
 */
final class MqttConnection {

    private static final EscapedLog log = EscapedLog.of(MqttConnection.class);
    private static final long DISCONNECT_TIMEOUT_MS = 1_000;
    private static final long EVENT_LOOP_TIMEOUT_MS = 1_000;
    /** Least share of a connection in the bytes that may be unacknowledged: some messages, so that it does not stand still. */
    private static final long LEAST_BYTES = 16L << 10;

    private final MqttSourceConfig config;
    private final TaskEventLoop eventLoop;
    private final ClientChannels channels;
    private final CompletableFuture<Throwable> lost = new CompletableFuture<>();
    private final CompositeDisposable subscriptions = new CompositeDisposable();
    private final BrokerClient client;
    private final ReadGate gate;
    private final BrokerAnswers answers;
    private final Consumer<Mqtt5Publish> acknowledgement = this::acknowledge;
    private volatile boolean open = true;
    /** Number of messages; written on the event loop only. */
    private volatile long received;

    /**
     * @param eventLoop         runs the client, and those of the task's other sessions
     * @param transport         what the connection is made over
     * @param clientId          name of the session
     * @param connections       number of connections that share the task's memory
     * @param record            returns the record of the session to be stored with a message
     * @param receiver          accepts each message, on the event loop; must neither block nor throw
     * @param onAcknowledgement called for each acknowledgement that is sent, on the event loop
     */
    MqttConnection(MqttSourceConfig config, TaskEventLoop eventLoop, MqttClientTransportConfig transport,
            String clientId, int connections, Supplier<SessionRecord> record,
            BiConsumer<Delivery, MqttConnection> receiver, Runnable onAcknowledgement) {
        this.config = config;
        this.eventLoop = eventLoop;
        this.channels = new ClientChannels(eventLoop.group());
        this.client = BrokerClient.of(config, clientId, transport, eventLoop.group(), context -> lost.complete(context.getCause()));
        this.gate = new ReadGate(Math.max(LEAST_BYTES, config.unacknowledgedBytes() / connections),
                ReadGate.SUBSCRIBING_BYTES / connections, onAcknowledgement);
        this.answers = new BrokerAnswers(lost, gate, config.connectTimeoutMs());
        // Before connecting: after CONNACK the broker sends unacknowledged messages without waiting for a SUBSCRIBE.
        subscriptions.add(client.messages().subscribe(publish -> receive(publish, record, receiver), this::receiverEnded,
                () -> receiverEnded(new IOException("no more messages from this connection"))));
    }

    private void receive(Mqtt5Publish publish, Supplier<SessionRecord> record,
            BiConsumer<Delivery, MqttConnection> receiver) {
        if (!open) {
            return;
        }
        received++;
        eventLoop.received();
        try {
            Delivery delivery = Delivery.of(publish, record.get(), acknowledgement);
            receiver.accept(delivery, this);
            if (!delivery.isQos0()) {
                gate.received(delivery.bytes());
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void failed(Throwable fault) {
        log.error("a message cannot be received", fault);
        receiverEnded(new UnexpectedFailureException(fault));
    }

    /** Ends the connection at once: HiveMQ acknowledges by itself what has no receiver. */
    private void receiverEnded(Throwable cause) {
        open = false;
        lost.complete(cause);
        channels.close();
    }

    /**
     * Connects and resumes the session.
     *
     * @throws ExecutionException if the broker cannot be reached, refuses or ends the connection; see the cause
     * @throws TimeoutException   if the broker does not answer
     */
    ConnAck connect() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<ConnAck> connAck = new CompletableFuture<>();
        Single<ConnAck> connecting = client.connect().doOnSuccess(
                answer -> gate.connected(answer.keepAliveSeconds().orElse(config.keepAliveSeconds())));
        MessageLimits limits = new MessageLimits(config.maxRecordBytes(), config.maxUserProperties());
        channels.make(() -> subscriptions.add(connecting.subscribe(connAck::complete, connAck::completeExceptionally)),
                channel -> ConnectionPipeline.equip(channel, gate,
                        new PublishDecoder(limits, config.version().hasProperties(), this::failed)));
        // TCP, TLS and MQTT may take the timeout each. HiveMQ ends them; this is only a safeguard.
        return answers.connected(connAck, 3L * config.connectTimeoutMs() + 1_000);
    }

    /** Subscribes as configured, and returns the broker's code for each topic filter; a receiver gets them on the event loop. */
    List<Mqtt5SubAckReasonCode> subscribe(List<String> filters, Consumer<List<Mqtt5SubAckReasonCode>> receiver)
            throws InterruptedException, ExecutionException, TimeoutException {
        // On the event loop, before anything behind the SUBACK is decoded.
        return answer(client.subscribe(filters).doOnSuccess(receiver::accept).doOnSuccess(codes -> gate.subscribed()), "SUBACK");
    }

    /** Goes on with the subscriptions that the session has. */
    void keepSubscriptions() {
        eventLoop.group().execute(gate::subscribed);
    }

    /** Unsubscribes, and returns the broker's code for each topic filter. */
    List<Mqtt5UnsubAckReasonCode> unsubscribe(List<String> filters)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer(client.unsubscribe(filters), "UNSUBACK");
    }

    /**
     * Unsubscribes without waiting; one of the receivers is called on the event loop, if the connection lasts until the broker
     * answers.
     */
    void unsubscribeLater(List<String> filters, Consumer<List<Mqtt5UnsubAckReasonCode>> codes, Consumer<Throwable> error) {
        subscriptions.add(client.unsubscribe(filters).subscribe(codes::accept, error::accept));
    }

    /** Returns the messages of this connection that are not acknowledged. */
    UnacknowledgedWindow unacknowledged() {
        return gate.unacknowledged();
    }

    /** Returns the number of messages that have come over this connection. From any thread. */
    long received() {
        return received;
    }

    /** Waits for a time. @throws ExecutionException if the connection is lost meanwhile */
    void requireFor(long ms) throws InterruptedException, ExecutionException {
        try {
            throw new ExecutionException(lost.get(ms, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            log.debug("the connection lasts", e);
        }
    }

    /** Waits until the connection is lost, and returns the cause. */
    Throwable awaitLost() throws InterruptedException, ExecutionException {
        return lost.get();
    }

    /** Ends the connection and the session. */
    void endSession() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Completable ending = client.endSession();
        // With MQTT 3.1.1 over a channel of its own.
        channels.make(() -> subscriptions.add(ending.subscribe(() -> ended.complete(null), ended::completeExceptionally)),
                channel -> { });
        ended.get(DISCONNECT_TIMEOUT_MS + config.connectTimeoutMs(), TimeUnit.MILLISECONDS);
    }

    /**
     * Sends a DISCONNECT if the connection is established, and ends the client in any state. Takes at most 2 s. The broker
     * keeps the session.
     */
    void close() throws InterruptedException {
        CompletableFuture<Void> disconnected = new CompletableFuture<>();
        // Runs on the event loop, after the acknowledgements that were made before it.
        subscriptions.add(client.disconnect()
                .subscribe(() -> disconnected.complete(null), disconnected::completeExceptionally));
        try {
            disconnected.get(DISCONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("closing without a goodbye", e);
        } finally {
            open = false;
            end();
        }
    }

    /** Ends everything. Uninterruptible: a stop() that comes while a lost connection is closed must find nothing left. */
    private void end() {
        // First the channels: HiveMQ acknowledges by itself what arrives after the disposal of the receiver.
        channels.closeAndWait(EVENT_LOOP_TIMEOUT_MS);
        // HiveMQ holds the event loop in a static map until every flow of the client has ended.
        subscriptions.dispose();
    }

    private void acknowledge(Mqtt5Publish received) {
        try {
            if (open) {
                received.acknowledge();
            }
        } catch (RejectedExecutionException e) {
            log.debug("the connection ended just before an acknowledgement", e);
        } catch (IllegalStateException e) {
            log.debug("acknowledged before", e);
        }
    }

    private <T> T answer(Single<T> packet, String name) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        subscriptions.add(packet.subscribe(answer::complete, answer::completeExceptionally));
        return answers.behindMessages(answer, name);
    }
}
