package io.github.mqttkafkatestbed.connect;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import org.apache.kafka.connect.errors.ConnectException;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.eventloop.TaskEventLoop;
import io.github.mqttkafkatestbed.connect.monitoring.MonitoringIntervals;
import io.github.mqttkafkatestbed.connect.monitoring.TaskMetrics;
import io.github.mqttkafkatestbed.connect.mqtt.DeliveryQueue;
import io.github.mqttkafkatestbed.connect.mqtt.MqttSession;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.session.TaskSessionPlan;
import io.github.mqttkafkatestbed.connect.wire.UnacknowledgedWindow;

/** The MQTT sessions of a task, each with a connection of its own on the event loop that they share, and their metrics. */
final class TaskSessions {

    /** Longer than a connection takes to close, shorter than Connect's task.shutdown.graceful.timeout.ms. */
    private static final long STOP_TIMEOUT_MS = 3_000;

    private final TaskSessionPlan plan;
    private final TaskEventLoop eventLoop;
    private final List<MqttSession> sessions;
    private final List<MqttSession> wanted;
    private final long createdMs = System.currentTimeMillis();

    /**
     * Creates the sessions; {@link #start} begins to connect.
     *
     * @param queue receives the messages
     */
    TaskSessions(MqttSourceConfig config, TaskSessionPlan plan, RetryIntervals intervals,
            MonitoringIntervals monitoringIntervals, DeliveryQueue queue, TaskMetrics metrics) {
        this.plan = plan;
        eventLoop = new TaskEventLoop(config.clientId(), plan.sessions().size());
        sessions = plan.sessions().stream().map(planned -> new MqttSession(config, planned, plan, eventLoop, intervals,
                monitoringIntervals, queue.inlet(), metrics)).toList();
        wanted = sessions.stream().filter(MqttSession::isWanted).toList();
        metrics.addGauge("connected", "1 while all sessions have a connection with their subscription, otherwise 0.",
                () -> connectedSinceMs() == 0 ? 0 : 1);
        metrics.addGauge("connected-since",
                "Time of the last subscription of the present connections, in milliseconds since the epoch; 0 if one is missing.",
                this::connectedSinceMs);
        metrics.addGauge("messages-waiting", "Messages that wait in the queue.", queue::size);
        metrics.addGauge("unacknowledged-bytes", "Bytes of the messages of these connections that are not acknowledged.",
                () -> sessions.stream().mapToLong(unacknowledged(UnacknowledgedWindow::bytes)).sum());
        metrics.addGauge("oldest-unacknowledged-ms",
                "Age of the oldest message of these connections that is not acknowledged; 0 if there is none.",
                () -> sessions.stream().mapToLong(unacknowledged(UnacknowledgedWindow::oldestAgeMs)).max().orElse(0));
    }

    private static ToLongFunction<MqttSession> unacknowledged(ToLongFunction<UnacknowledgedWindow> value) {
        return session -> session.unacknowledged(value);
    }

    private long connectedSinceMs() {
        long since = createdMs;
        for (MqttSession session : wanted) {
            long ofSession = session.connectedSinceMs();
            if (ofSession == 0) {
                return 0;
            }
            since = Math.max(since, ofSession);
        }
        return since;
    }

    /** Starts to connect; returns at once. */
    void start() {
        sessions.forEach(MqttSession::start);
    }

    /**
     * Waits until the first subscription of each session is established, and those of unwanted ones have ended, or have failed,
     * or {@link #stop} was called.
     *
     * @param timeoutMs longest wait, in milliseconds
     */
    void awaitSettled(long timeoutMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        for (MqttSession session : sessions) {
            session.awaitSettled(deadline - System.nanoTime());
        }
    }

    /** Returns the reason of a permanent failure of one of them; null if there is none. */
    ConnectException failure() {
        return wanted.stream().map(MqttSession::failure).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** Logs what is not logged yet, and tidies the record of the sessions. To be called regularly, by any thread. */
    void check() {
        sessions.forEach(MqttSession::checkLog);
        plan.check(System.nanoTime());
    }

    /** Ends the connections in any state; the broker keeps the sessions. Takes at most 3 s. */
    void stop() {
        sessions.forEach(MqttSession::beginStop);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_TIMEOUT_MS);
        try {
            for (MqttSession session : sessions) {
                session.awaitStopped(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
            }
            eventLoop.awaitEnd(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
