package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

import org.apache.kafka.connect.errors.ConnectException;

import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;
import io.github.mqttkafkatestbed.connect.monitoring.MonitoringIntervals;
import io.github.mqttkafkatestbed.connect.monitoring.RateLimitedLog;
import io.github.mqttkafkatestbed.connect.monitoring.TaskMetrics;
import io.github.mqttkafkatestbed.connect.retry.ConnectionLoss;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.retry.RetryPolicy;
import io.github.mqttkafkatestbed.connect.subscription.TopicFilters;
import io.github.mqttkafkatestbed.connect.tls.TlsSettingException;
import io.github.mqttkafkatestbed.connect.transport.AddressRotation;
import io.github.mqttkafkatestbed.connect.wire.UnacknowledgedWindow;

/**
 * MQTT session of the task over one connection after the other, each a new {@link MqttConnection}, until it is stopped or
 * the broker refuses permanently.
 *
 * <pre>
 *   wait until the queue is empty ──▶ connect and subscribe ──▶ wait until it is lost
 *                 ▲                             │ failed                  │
 *                 └──────── back-off ◀──────────┴─────────────────────────┘
 * </pre>
 *
 * <p>The queue is emptied first for two reasons. A broker that was killed may have forgotten the messages that it had
 * delivered: they exist nowhere else, and must reach Kafka before those of the new connection, to keep the order. And each
 * reconnect during an outage of Kafka would add a window of messages to memory.
 */
public final class MqttSession {

    private static final EscapedLog log = EscapedLog.of(MqttSession.class);

    /** Longer than {@link MqttConnection#close} takes, shorter than Connect's task.shutdown.graceful.timeout.ms. */
    private static final long STOP_TIMEOUT_MS = 3_000;

    private final MqttSourceConfig config;
    private final DeliveryQueue queue;
    private final TaskMetrics metrics;
    private final RateLimitedLog drops =
            new RateLimitedLog("QoS 0 messages dropped for lack of room in the queue", log::warn);
    private final RateLimitedLog unexpected = new RateLimitedLog("messages that " + SettingNames.MQTT_TOPICS
            + " does not match, acknowledged and not passed on", log::warn);
    private final RetryPolicy retries;
    private final AddressRotation addresses;
    private final TopicFilters topicFilters;
    private final SessionSubscriptions subscriptions;
    private final SessionLog sessionLog;
    private final Outage outage;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final Thread thread;
    /** Null between two connections. */
    private volatile MqttConnection current;
    private volatile boolean stopped;
    private volatile ConnectException failure;

    /**
     * Creates the session; {@link #start} begins to connect.
     *
     * @param queue   receives the messages
     * @param earlier record of the session of an earlier task; null if there is none
     */
    public MqttSession(MqttSourceConfig config, RetryIntervals intervals, MonitoringIntervals monitoringIntervals,
            DeliveryQueue queue, TaskMetrics metrics, SessionRecord earlier) {
        this.config = config;
        this.queue = queue;
        this.metrics = metrics;
        this.topicFilters = new TopicFilters(config.topicFilters());
        this.subscriptions = new SessionSubscriptions(config, earlier);
        this.sessionLog = new SessionLog(config, metrics, earlier);
        this.outage = new Outage(monitoringIntervals.reminderMs());
        this.addresses = new AddressRotation(config);
        this.retries = new RetryPolicy(intervals);
        if (sessionLog.isOfThisBroker()) {
            retries.connected();
        }
        this.thread = new Thread(this::run, "mqtt-session-" + EscapedText.of(config.clientId()));
        this.thread.setDaemon(true);
        metrics.addGauge("messages-waiting", "Messages that wait in the queue.", queue::size);
        metrics.addGauge("unacknowledged-bytes", "Bytes of the messages of this connection that are not acknowledged.",
                () -> unacknowledged(UnacknowledgedWindow::bytes));
        metrics.addGauge("oldest-unacknowledged-ms",
                "Age of the oldest message of this connection that is not acknowledged; 0 if there is none.",
                () -> unacknowledged(UnacknowledgedWindow::oldestAgeMs));
    }

    private long unacknowledged(ToLongFunction<UnacknowledgedWindow> value) {
        MqttConnection connection = current;
        return connection == null ? 0 : value.applyAsLong(connection.unacknowledged());
    }

    /** Starts to connect; returns at once. */
    public void start() {
        outage.begin(System.nanoTime());
        thread.start();
    }

    /**
     * Waits until the first subscription is established, the session has failed or {@link #stop} was called.
     *
     * @param timeoutMs longest wait, in milliseconds
     * @return false after the timeout
     */
    public boolean awaitSettled(long timeoutMs) throws InterruptedException {
        return settled.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Returns the reason of a permanent failure; null if there is none. */
    public ConnectException failure() {
        return failure;
    }

    /**
     * Logs the dropped and the unexpected messages that are not logged yet, and a reminder if there is no connection. To be
     * called regularly, by any thread.
     */
    public void checkLog() {
        drops.flush();
        unexpected.flush();
        String reminder = outage.reminder(System.nanoTime());
        if (reminder != null) {
            int waiting = queue.size();
            log.warn("not connected to {} {}; {}", config.broker(), reminder,
                    current != null ? "waiting for the broker's answer"
                            : waiting == 0 ? "trying again"
                            : "a new connection is made once the " + waiting + " messages that wait are taken");
        }
    }

    /** Ends the connection in any state; the broker keeps the session. Takes at most 3 s. */
    public void stop() {
        stopped = true;
        outage.giveUp();
        settled.countDown();
        // Ends any wait of the thread, and each path out of a wait closes the connection.
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn("the connection to {} has not ended within {} ms", config.broker(), STOP_TIMEOUT_MS);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                ConnectionLoss loss = tryAddresses();
                OptionalLong waitMs = retries.waitMs(loss);
                if (waitMs.isEmpty()) {
                    fail(loss.reason(), null);
                    return;
                }
                outage.lost(loss.reason(), System.nanoTime());
                sessionLog.lost(loss, waitMs.getAsLong(), queue.size());
                Thread.sleep(waitMs.getAsLong());
            }
        } catch (InterruptedException e) {
            log.debug("stopped");
        } catch (Throwable e) {
            // An Error, too: nobody else would end a task that says RUNNING and has no connection.
            fail("unexpected: " + e, e);
        }
    }

    private ConnectionLoss tryAddresses() throws InterruptedException {
        ConnectionLoss loss;
        do {
            queue.awaitEmpty();
            try {
                loss = connectUntilLost();
            } catch (TlsSettingException e) {
                loss = ConnectionLoss.of(e);
            }
        } while (addresses.lost(loss));
        return addresses.endOfRound(loss);
    }

    private ConnectionLoss connectUntilLost() throws InterruptedException {
        FilterSearch search = new FilterSearch();
        MqttConnection connection = new MqttConnection(config, addresses.transport(), subscriptions::record,
                (delivery, from) -> receive(delivery, from, search), metrics::countAcknowledged);
        current = connection;
        try {
            Mqtt5ConnAck connAck = connection.connect();
            addresses.accepted();
            long sinceNanos = System.nanoTime();
            ConnectionLoss loss = subscribeUntilLost(connection, connAck);
            return retries.ended(loss, System.nanoTime() - sinceNanos);
        } catch (ExecutionException | TimeoutException e) {
            return ConnectionLoss.of(e);
        } finally {
            current = null;
            metrics.disconnected();
            connection.close();
        }
    }

    private ConnectionLoss subscribeUntilLost(MqttConnection connection, Mqtt5ConnAck connAck) throws InterruptedException {
        try {
            sessionLog.sessionAnswered(connAck.isSessionPresent());
            subscriptions.establish(connection, connAck.isSessionPresent());
            metrics.connected();
            retries.connected();
            sessionLog.connected(addresses.current(), connAck, outage.end(System.nanoTime()));
            settled.countDown();
            return ConnectionLoss.of(connection.awaitLost());
        } catch (ExecutionException | TimeoutException e) {
            return ConnectionLoss.of(e);
        }
    }

    private void receive(Delivery delivery, MqttConnection from, FilterSearch search) {
        String topic = delivery.publish().getTopic().toString();
        int filter = topicFilters.indexOfMatch(topic);
        if (filter < 0 && delivery.hasTopic()) {
            metrics.countUnexpected();
            unexpected.add("topic " + topic);
            delivery.acknowledge();
            search.search(topic, from);
            return;
        }
        metrics.countReceived(filter);
        if (!queue.offer(delivery)) {
            metrics.countDropped();
            drops.add("topic " + topic);
        }
    }

    private void fail(String reason, Throwable cause) {
        outage.giveUp();
        failure = new ConnectException("MQTT broker " + config.broker() + ": " + EscapedText.of(reason), cause);
        settled.countDown();
    }
}
