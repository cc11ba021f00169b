package io.github.mqttkafkatestbed.connect.support;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** Task context of Connect, reduced to the metrics of the task and its stored offset. */
public final class FakeTaskContext implements PluginMetrics, SourceTaskContext, OffsetStorageReader {

    private final Map<Map<String, ?>, Map<String, ?>> offsets = new ConcurrentHashMap<>();
    private final Map<MetricName, MetricValueProvider<?>> providers = new ConcurrentHashMap<>();

    /** Returns the current value of a metric, with a tag and its value, or without tags. */
    public long value(String name, String... tagAndValue) {
        return (Long) ((Gauge<?>) providers.get(metricName(name, tagAndValue))).value(null, 0);
    }

    private MetricName metricName(String name, String... tagAndValue) {
        LinkedHashMap<String, String> tags = new LinkedHashMap<>();
        if (tagAndValue.length > 0) {
            tags.put(tagAndValue[0], tagAndValue[1]);
        }
        return metricName(name, "", tags);
    }

    @Override
    public MetricName metricName(String name, String description, LinkedHashMap<String, String> tags) {
        return new MetricName(name, "plugins", description, tags);
    }

    @Override
    public void addMetric(MetricName metricName, MetricValueProvider<?> provider) {
        // Same as org.apache.kafka.common.metrics.Metrics.
        if (providers.putIfAbsent(metricName, provider) != null) {
            throw new IllegalArgumentException("A metric named '" + metricName + "' already exists");
        }
    }

    @Override
    public void removeMetric(MetricName metricName) {
        providers.remove(metricName);
    }

    public boolean has(String name) {
        return providers.containsKey(metricName(name));
    }

    /** Removes all metrics, as the worker does when it closes their task. */
    public void removeAll() {
        providers.clear();
    }

    @Override
    public Sensor addSensor(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeSensor(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> configs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return this;
    }

    /** Stores the source offset of a record, as Connect does at its flush. */
    public void store(SourceRecord record) {
        offsets.put(record.sourcePartition(), Map.copyOf(record.sourceOffset()));
    }

    /** Stores a source offset, as an earlier version of the connector may have. */
    public void store(Map<String, String> partition, Map<String, String> offset) {
        offsets.put(partition, offset);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Map<String, Object> offset(Map<String, T> partition) {
        return (Map<String, Object>) offsets.get(partition);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginMetrics pluginMetrics() {
        return this;
    }
}
