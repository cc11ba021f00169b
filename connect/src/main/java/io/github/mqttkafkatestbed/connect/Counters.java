package io.github.mqttkafkatestbed.connect;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;

/** What has happened in a task since it was started. */
final class Counters {

    /** Messages that came from the broker. */
    final LongAdder received = new LongAdder();
    /** Acknowledgements sent to the broker. */
    final LongAdder acknowledged = new LongAdder();
    /** Messages that were acknowledged though Kafka has no record of them: a transform, or errors.tolerance=all. */
    final LongAdder filtered = new LongAdder();
    /** Messages that went to the dead-letter topic. */
    final LongAdder deadLettered = new LongAdder();
    /** Messages of QoS 0 that found no room in the queue. */
    final LongAdder dropped = new LongAdder();
    /** Connections that reached their subscription. */
    final LongAdder connections = new LongAdder();

    private final Set<String> shown = new HashSet<>();

    /**
     * Shows the counters as metrics of Kafka Connect (KIP-877), in its group {@code plugins}, as far as they are not shown
     * already.
     *
     * @param metrics where to register; the worker takes the metrics away when the task ends
     * @param waiting how many messages wait for {@code poll()}
     * @throws IllegalArgumentException while the metrics of a task before this one are still there: it could not be
     *                                  stopped in time, and has not ended yet
     */
    void register(PluginMetrics metrics, LongSupplier waiting) {
        show(metrics, "messages-received", "Messages that came from the broker.", received::sum);
        show(metrics, "messages-acknowledged", "Acknowledgements sent to the broker.", acknowledged::sum);
        show(metrics, "messages-filtered", "Messages acknowledged without a record in Kafka.", filtered::sum);
        show(metrics, "messages-dead-lettered", "Messages that went to the dead-letter topic.", deadLettered::sum);
        show(metrics, "messages-dropped", "QoS 0 messages that found no room in the queue.", dropped::sum);
        show(metrics, "messages-waiting", "Messages that wait in the queue.", waiting);
        show(metrics, "connections", "Connections that reached their subscription.", connections::sum);
    }

    private void show(PluginMetrics metrics, String name, String description, LongSupplier value) {
        if (shown.contains(name)) {
            return;
        }
        MetricName metricName = metrics.metricName(name, description, new LinkedHashMap<>());
        metrics.addMetric(metricName, (Gauge<Long>) (config, now) -> value.getAsLong());
        shown.add(name);
    }
}
