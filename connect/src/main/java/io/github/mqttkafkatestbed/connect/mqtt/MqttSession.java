package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

import org.apache.kafka.connect.errors.ConnectException;

import io.github.mqttkafkatestbed.connect.client.ConnAck;
import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.eventloop.TaskEventLoop;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;
import io.github.mqttkafkatestbed.connect.monitoring.MonitoringIntervals;
import io.github.mqttkafkatestbed.connect.monitoring.TaskMetrics;
import io.github.mqttkafkatestbed.connect.retry.ConnectionLoss;
import io.github.mqttkafkatestbed.connect.retry.Outage;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.retry.RetryPolicy;
import io.github.mqttkafkatestbed.connect.session.PlannedSession;
import io.github.mqttkafkatestbed.connect.session.TaskSessionPlan;
import io.github.mqttkafkatestbed.connect.tls.TlsSettingException;
import io.github.mqttkafkatestbed.connect.transport.AddressRotation;
import io.github.mqttkafkatestbed.connect.wire.UnacknowledgedWindow;

/**
 * MQTT session over one connection after the other, each a new {@link MqttConnection}, until it is stopped, the broker refuses
 * permanently, or a session that no topic filter needs has ended ({@link SessionEnd}).
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

    private final MqttSourceConfig config;
    private final PlannedSession planned;
    private final TaskEventLoop eventLoop;
    private final DeliveryQueue.Inlet queue;
    private final TaskMetrics metrics;
    private final RetryPolicy retries;
    private final AddressRotation addresses;
    private final TaskSessionPlan plan;
    private final SessionSubscriptions subscriptions;
    private final SessionReceiver receiver;
    private final SessionLog sessionLog;
    private final Outage outage;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final Thread thread;
    /** Null between two connections. */
    private volatile MqttConnection current;
    /** 0 while not connected. */
    private volatile long connectedSinceMs;
    private volatile boolean stopped;
    private boolean ended;
    private volatile ConnectException failure;

    /**
     * Creates the session; {@link #start} begins to connect.
     *
     * @param planned one of the sessions of the plan, which share the task's memory and the event loop
     */
    public MqttSession(MqttSourceConfig config, PlannedSession planned, TaskSessionPlan plan, TaskEventLoop eventLoop,
            RetryIntervals intervals, MonitoringIntervals monitoringIntervals, DeliveryQueue.Inlet queue,
            TaskMetrics metrics) {
        this.config = config;
        this.planned = planned;
        this.eventLoop = eventLoop;
        this.queue = queue;
        this.metrics = metrics;
        this.plan = plan;
        this.subscriptions = new SessionSubscriptions(config, planned, plan);
        this.receiver = new SessionReceiver(config, planned, subscriptions, queue, metrics);
        this.sessionLog = new SessionLog(config, metrics, planned);
        this.outage = new Outage(monitoringIntervals.reminderMs());
        this.addresses = new AddressRotation(config);
        this.retries = new RetryPolicy(intervals);
        if (sessionLog.isOfThisBroker() || planned.isEnding()) {
            retries.connected();
        }
        this.thread = new Thread(this::run, "mqtt-session-" + EscapedText.of(planned.clientId()));
        this.thread.setDaemon(true);
    }

    /** Whether it is a session of the configuration, and not one that is to be ended. */
    public boolean isWanted() {
        return !planned.isEnding();
    }

    /** Returns the time of the subscription of the present connection, in milliseconds since the epoch; 0 if there is none. */
    public long connectedSinceMs() {
        return connectedSinceMs;
    }

    /** Returns a value of the messages of the present connection that are not acknowledged; 0 if there is no connection. */
    public long unacknowledged(ToLongFunction<UnacknowledgedWindow> value) {
        MqttConnection connection = current;
        return connection == null ? 0 : value.applyAsLong(connection.unacknowledged());
    }

    /** Starts to connect; returns at once. */
    public void start() {
        outage.begin(System.nanoTime());
        thread.start();
    }

    /**
     * Waits until the first subscription is established or, of one to be ended, has ended, the session has failed or {@link #stop} was called.
     *
     * @param timeoutNanos longest wait, in nanoseconds
     * @return false after the timeout
     */
    public boolean awaitSettled(long timeoutNanos) throws InterruptedException {
        return settled.await(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /** Returns the reason of a permanent failure; null if there is none. */
    public ConnectException failure() {
        return failure;
    }

    /** Logs the messages that are not logged yet, and a reminder if there is no connection. To be called regularly, by any thread. */
    public void checkLog() {
        receiver.flushLog();
        String reminder = outage.reminder(System.nanoTime());
        if (reminder != null) {
            sessionLog.remind(reminder, current != null, queue.size());
        }
    }

    /** Begins to end the connection, in any state; the broker keeps the session. */
    public void beginStop() {
        stopped = true;
        outage.giveUp();
        settled.countDown();
        // Ends any wait of the thread, and each path out of a wait closes the connection.
        thread.interrupt();
    }

    /** Waits until the connection has ended, after {@link #beginStop}, for so many milliseconds at most, and warns if it has not. */
    public void awaitStopped(long timeoutMs) throws InterruptedException {
        // 0 would be for ever.
        thread.join(Math.max(1, timeoutMs));
        if (thread.isAlive()) {
            log.warn("the connection of the session {} to {} has not ended in time", planned.clientId(), config.broker());
        }
    }

    private void run() {
        try {
            while (!stopped && !ended) {
                ConnectionLoss loss = tryAddresses();
                if (loss == null) {
                    continue;
                }
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
        } finally {
            eventLoop.release();
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
        } while (loss != null && addresses.lost(loss));
        return loss == null ? null : addresses.endOfRound(loss);
    }

    private ConnectionLoss connectUntilLost() throws InterruptedException {
        FilterSearch search = new FilterSearch();
        MqttConnection connection = new MqttConnection(config, eventLoop, addresses.transport(), planned.clientId(),
                plan.sessions().size(), plan::record, (delivery, from) -> receiver.receive(delivery, from, search),
                metrics::countAcknowledged);
        current = connection;
        try {
            ConnAck connAck = connection.connect();
            addresses.accepted();
            if (planned.isEnding()) {
                outage.end(System.nanoTime());
                ended = SessionEnd.carryOut(connection, planned, plan, connAck.sessionPresent(), settled::countDown);
                return null;
            }
            long sinceNanos = System.nanoTime();
            ConnectionLoss loss = subscribeUntilLost(connection, connAck);
            return retries.ended(loss, System.nanoTime() - sinceNanos);
        } catch (ExecutionException | TimeoutException e) {
            return retries.hasConnected() ? ConnectionLoss.of(e) : ConnectionLoss.ofFirstAttempt(e, config.version());
        } finally {
            current = null;
            connectedSinceMs = 0;
            connection.close();
        }
    }

    private ConnectionLoss subscribeUntilLost(MqttConnection connection, ConnAck connAck) throws InterruptedException {
        try {
            sessionLog.sessionAnswered(connAck.sessionPresent());
            subscriptions.establish(connection, connAck.sessionPresent());
            connectedSinceMs = System.currentTimeMillis();
            metrics.countConnection();
            retries.connected();
            sessionLog.connected(addresses.current(), connAck, outage.end(System.nanoTime()));
            settled.countDown();
            return ConnectionLoss.of(connection.awaitLost());
        } catch (ExecutionException | TimeoutException e) {
            return ConnectionLoss.of(e);
        }
    }

    private void fail(String reason, Throwable cause) {
        outage.giveUp();
        if (isWanted()) {
            failure = new ConnectException("MQTT broker " + config.broker() + ": " + EscapedText.of(reason), cause);
        } else {
            log.warn("{}: the session {} of {} cannot be ended: {}; it stays until it expires", config.broker(),
                    planned.clientId(), planned.formerFilters(), reason);
        }
        settled.countDown();
    }
}
