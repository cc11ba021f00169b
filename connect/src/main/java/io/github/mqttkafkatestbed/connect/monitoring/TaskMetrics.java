package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;

/**
 * Counters and gauges of one task since its start, shown as metrics of Kafka Connect (KIP-877) in its group {@code plugins}.
 * Counting is thread-safe and does not block.
 */
public final class TaskMetrics {

    private final List<Metric> metrics = new ArrayList<>();
    /** By the index of the topic filter. */
    private final LongAdder[] received;
    private final LongAdder receivedOtherwise = new LongAdder();
    private final LongAdder acknowledged = counter("messages-acknowledged", "Acknowledgements sent to the broker.");
    private final LongAdder filtered = counter("messages-filtered", "Messages acknowledged without a record in Kafka.");
    private final LongAdder deadLettered =
            counter("messages-dead-lettered", "Messages that went to the dead-letter topic.");
    private final LongAdder unmatched = counter("messages-unmatched",
            "Messages that no rule of topic.map matches; they went to kafka.topic or to the dead-letter topic.");
    private final LongAdder topicNotAllowed = counter("messages-topic-not-allowed",
            "Messages that went to the dead-letter topic as topic.map leads to a Kafka topic that is not allowed.");
    private final LongAdder dropped =
            counter("messages-dropped", "QoS 0 messages that found no room in the queue.");
    private final LongAdder connections = counter("connections", "Connections that reached their subscription.");
    private final LongAdder unexpected = counter("messages-unexpected",
            "Messages acknowledged and not passed on, as no configured topic filter matches them.");
    private final LongAdder sessionsLost = counter("sessions-lost",
            "Connections to a broker that no longer had the session, whose messages may be gone.");
    private final Set<Metric> registered = new HashSet<>();

    /** @param topicFilters configured topic filters, each once */
    public TaskMetrics(List<String> topicFilters) {
        received = topicFilters.stream()
                .map(filter -> counter("filter-messages-received", "Messages that came for this topic filter.",
                        Map.of("filter", filter)))
                .toArray(LongAdder[]::new);
        addGauge("messages-received", "Messages that came from the broker.", this::received);
    }

    /** Adds a gauge; must come before the first {@link #register}. */
    public void addGauge(String name, String description, LongSupplier value) {
        addGauge(name, description, Map.of(), value);
    }

    /** Adds a gauge with tags, which tell it from others of the name. */
    public void addGauge(String name, String description, Map<String, String> tags, LongSupplier value) {
        metrics.add(new Metric(name, description, tags, value));
    }

    /**
     * Counts a message that came from the broker.
     *
     * @param filter index of the topic filter that it came for; negative if that is a former one, or its topic is malformed
     */
    public void countReceived(int filter) {
        (filter < 0 ? receivedOtherwise : received[filter]).increment();
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

    /** Counts a message that no rule of the topic mapping matches. */
    public void countUnmatched() {
        unmatched.increment();
    }

    /** Counts a message for which the topic mapping makes a name that is not allowed. */
    public void countTopicNotAllowed() {
        topicNotAllowed.increment();
    }

    /** Counts a QoS 0 message that found no room in the queue. */
    public void countDropped() {
        dropped.increment();
    }

    /** Counts a connection that reached its subscription. */
    public void countConnection() {
        connections.increment();
    }

    /** Counts a message that came from the broker and that no configured topic filter matches. */
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
            if (!registered.contains(metric)) {
                MetricName name = target.metricName(metric.name, metric.description, new LinkedHashMap<>(metric.tags));
                target.addMetric(name, (Gauge<Long>) (config, now) -> metric.value.getAsLong());
                registered.add(metric);
            }
        }
    }

    private long received() {
        long sum = unexpected.sum() + receivedOtherwise.sum();
        for (LongAdder ofFilter : received) {
            sum += ofFilter.sum();
        }
        return sum;
    }

    private LongAdder counter(String name, String description) {
        return counter(name, description, Map.of());
    }

    private LongAdder counter(String name, String description, Map<String, String> tags) {
        LongAdder counter = new LongAdder();
        addGauge(name, description, tags, counter::sum);
        return counter;
    }

    /** A number under a name and tags. */
    private record Metric(String name, String description, Map<String, String> tags, LongSupplier value) { }
}
