package io.github.mqttkafkatestbed.connect.monitoring;

import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * Registration of a task's metrics with the worker, repeated until it succeeds.
 *
 * <p>After an outage of Kafka longer than the worker's session, Connect starts a new task while the previous one, which
 * it could not stop in time, still holds metrics of the same names. That must not keep the new task from its work. Used
 * by one thread at a time.
 */
public final class MetricsRegistration {

    private static final EscapedLog log = EscapedLog.of(MetricsRegistration.class);

    private final TaskMetrics metrics;
    private final SourceTaskContext context;
    private boolean done;
    private boolean warned;

    /** @param context the task's context, which holds the place of its metrics since Kafka Connect 4.1 */
    public MetricsRegistration(TaskMetrics metrics, SourceTaskContext context) {
        this.metrics = metrics;
        this.context = context;
    }

    /** Registers the metrics that are not registered yet. To be called regularly. */
    public void tryUntilDone() {
        if (done) {
            return;
        }
        try {
            metrics.register(context.pluginMetrics());
            done = true;
        } catch (NoSuchMethodError e) {
            done = true;
            log.info("no metrics of the task itself: they need Kafka Connect 4.1 or later");
        } catch (IllegalArgumentException e) {
            if (!warned) {
                warned = true;
                log.warn("no metrics of this task until those of the one before it are gone: {}", e.getMessage());
            }
        }
    }
}
