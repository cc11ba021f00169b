package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;

/**
 * Counters of one task since its start, shown as metrics of Kafka Connect (KIP-877) in its group {@code plugins}.
 * Counting is thread-safe and does not block.
 */
public final class TaskMetrics {

    private final List<Metric> metrics = new ArrayList<>();
    private final LongAdder received = counter("messages-received", "Messages that came from the broker.");
    private final LongAdder acknowledged = counter("messages-acknowledged", "Acknowledgements sent to the broker.");
    private final LongAdder filtered = counter("messages-filtered", "Messages acknowledged without a record in Kafka.");
    private final LongAdder deadLettered =
            counter("messages-dead-lettered", "Messages that went to the dead-letter topic.");
    private final LongAdder dropped =
            counter("messages-dropped", "QoS 0 messages that found no room in the queue.");
    private final LongAdder connections = counter("connections", "Connections that reached their subscription.");
    private final LongAdder unexpected = counter("messages-unexpected",
            "Messages acknowledged and not passed on, as no configured topic filter matches them.");
    private final LongAdder sessionsLost = counter("sessions-lost",
            "Connections to a broker that no longer had the session, whose messages may be gone.");
    private final Set<String> registered = new HashSet<>();

    /** @param waiting number of messages that wait for {@code poll()}; called from any thread */
    public TaskMetrics(LongSupplier waiting) {
        metrics.add(new Metric("messages-waiting", "Messages that wait in the queue.", waiting));
    }

    /** Counts a message that came from the broker. */
    public void countReceived() {
        received.increment();
    }

    /** Counts an acknowledgement sent to the broker. */
    public void countAcknowledged() {
        acknowledged.increment();
    }

    /** Counts a message acknowledged without a record in Kafka, due to a transform or errors.tolerance=all. */
    public void countFiltered() {
        filtered.increment();
    }

    /** Counts a message that went to the dead-letter topic. */
    public void countDeadLettered() {
        deadLettered.increment();
    }

    /** Counts a QoS 0 message that found no room in the queue. */
    public void countDropped() {
        dropped.increment();
    }

    /** Counts a connection that reached its subscription. */
    public void countConnection() {
        connections.increment();
    }

    /** Counts a message that no configured topic filter matches. */
    public void countUnexpected() {
        unexpected.increment();
    }

    /** Counts a session that the broker no longer had. */
    public void countSessionLost() {
        sessionsLost.increment();
    }

    /**
     * Registers the metrics that are not registered yet.
     *
     * @param target the task's metrics; the worker removes them when the task ends
     * @throws IllegalArgumentException while the metrics of a previous task, which could not be stopped in time and is
     *                                  still running, have the same names
     */
    void register(PluginMetrics target) {
        for (Metric metric : metrics) {
            if (!registered.contains(metric.name)) {
                MetricName name = target.metricName(metric.name, metric.description, new LinkedHashMap<>());
                target.addMetric(name, (Gauge<Long>) (config, now) -> metric.value.getAsLong());
                registered.add(metric.name);
            }
        }
    }

    private LongAdder counter(String name, String description) {
        LongAdder counter = new LongAdder();
        metrics.add(new Metric(name, description, counter::sum));
        return counter;
    }

    /** A number under a name. */
    private record Metric(String name, String description, LongSupplier value) { }
}
