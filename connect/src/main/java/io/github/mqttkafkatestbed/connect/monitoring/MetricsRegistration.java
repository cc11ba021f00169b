package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.concurrent.TimeUnit;

import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registration of a task's metrics with the worker, repeated until it succeeds.
 *
 * <p>After an outage of Kafka longer than the worker's session, Connect starts a new task while the previous one, which
 * it could not stop in time, still holds metrics of the same names. That must not keep the new task from its work. Used
 * by the task's thread only.
 */
public final class MetricsRegistration {

    private static final Logger log = LoggerFactory.getLogger(MetricsRegistration.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TaskMetrics metrics;
    private final SourceTaskContext context;
    private boolean done;
    private boolean tried;
    private long lastTryNanos;

    /** @param context the task's context, which holds the place of its metrics since Kafka Connect 4.1 */
    public MetricsRegistration(TaskMetrics metrics, SourceTaskContext context) {
        this.metrics = metrics;
        this.context = context;
    }

    /** Registers the metrics if they are not registered and the last try is at least 1 s ago. Never throws. */
    public void tryIfDue() {
        if (done || tried && System.nanoTime() - lastTryNanos < RETRY_NANOS) {
            return;
        }
        boolean first = !tried;
        tried = true;
        lastTryNanos = System.nanoTime();
        try {
            metrics.register(context.pluginMetrics());
            done = true;
        } catch (NoSuchMethodError e) {
            done = true;
            log.info("no metrics of the task itself: they need Kafka Connect 4.1 or later");
        } catch (IllegalArgumentException e) {
            if (first) {
                log.warn("no metrics of this task until those of the one before it are gone: {}", e.getMessage());
            }
        }
    }
}
