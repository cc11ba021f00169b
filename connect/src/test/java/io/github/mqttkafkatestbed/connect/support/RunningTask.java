package io.github.mqttkafkatestbed.connect.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;

import io.github.mqttkafkatestbed.connect.MqttSourceTask;
import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.monitoring.MonitoringIntervals;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

/** A task that is called as Connect calls it. */
public final class RunningTask implements AutoCloseable {

    private static final RecordMetadata WRITTEN = new RecordMetadata(new TopicPartition("kafka", 0), 0, 0, 0, 0, 0);

    private final MqttSourceTask task;
    private final FakeTaskContext context = new FakeTaskContext();

    private RunningTask(RetryIntervals intervals, MonitoringIntervals monitoringIntervals) {
        task = new MqttSourceTask(intervals, monitoringIntervals);
        task.initialize(context);
    }

    /** Returns settings for a broker, with a client id and topics of their own for each call. */
    public static Map<String, String> settings(EmbeddedBroker.Running broker, String... namesAndValues) {
        return settings(broker.url(), namesAndValues);
    }

    /** Returns settings for a broker that publishes to the topic {@code t}. */
    public static Map<String, String> settings(FakeBroker broker, String... namesAndValues) {
        Map<String, String> settings = settings(broker.url(), "mqtt.topics", "t");
        put(settings, namesAndValues);
        return settings;
    }

    /** Returns settings for a version of MQTT and a broker, with a client id and topics of their own for each call. */
    public static Map<String, String> settings(MqttVersion version, EmbeddedBroker.Running broker, String... namesAndValues) {
        return of(version, settings(broker, namesAndValues));
    }

    /** Returns settings for a version of MQTT and a broker that publishes to the topic {@code t}. */
    public static Map<String, String> settings(MqttVersion version, FakeBroker broker, String... namesAndValues) {
        return of(version, settings(broker, namesAndValues));
    }

    private static Map<String, String> of(MqttVersion version, Map<String, String> settings) {
        put(settings, "mqtt.version", version.toString());
        return settings;
    }

    /** Returns settings for an address, with a client id and topics of their own for each call. */
    public static Map<String, String> settings(String url, String... namesAndValues) {
        String id = UUID.randomUUID().toString();
        Map<String, String> settings = new HashMap<>(Map.of(
                "mqtt.url", url,
                "mqtt.topics", "t/" + id + "/#",
                "mqtt.client.id", "task-" + id,
                "mqtt.session.expiry.seconds", "600",
                "kafka.topic", "kafka",
                "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                "header.converter", "org.apache.kafka.connect.storage.StringConverter"));
        put(settings, namesAndValues);
        return settings;
    }

    private static void put(Map<String, String> settings, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    /** Returns an MQTT topic that matches the filter of {@link #settings}. */
    public static String topic(Map<String, String> settings) {
        return settings.get("mqtt.topics").replace("#", "a");
    }

    public static RunningTask created() {
        return new RunningTask(RetryIntervals.DEFAULT, MonitoringIntervals.DEFAULT);
    }

    public static RunningTask started(Map<String, String> settings) {
        return started(settings, RetryIntervals.DEFAULT);
    }

    public static RunningTask started(Map<String, String> settings, RetryIntervals intervals) {
        return started(settings, intervals, MonitoringIntervals.DEFAULT);
    }

    public static RunningTask started(Map<String, String> settings, RetryIntervals intervals,
            MonitoringIntervals monitoringIntervals) {
        return started(new RunningTask(intervals, monitoringIntervals), settings);
    }

    /** Runs a task until Kafka has a record of it, and returns that. */
    public static SourceRecord recordOf(Map<String, String> settings) throws InterruptedException {
        try (RunningTask running = started(settings)) {
            return running.pollAndWrite(1).get(0);
        }
    }

    /** Starts a task that finds the source offset of a record, as Connect has stored it. */
    public static RunningTask startedAfter(SourceRecord stored, Map<String, String> settings) {
        RunningTask running = created();
        running.context.store(stored);
        return started(running, settings);
    }

    /** Starts a task whose topic filters are all in one session, as those of earlier versions are. */
    public static RunningTask startedWithOneSession(Map<String, String> settings) {
        RunningTask running = created();
        running.context.store(Map.of("mqtt.client.id", settings.get("mqtt.client.id")),
                Map.of("mqtt.url", settings.get("mqtt.url"), "mqtt.topics", settings.get("mqtt.topics"), "mqtt.qos", "1"));
        return started(running, settings);
    }

    /** Starts a task whose topic filters have had a session each. */
    public static RunningTask startedWithSessions(Map<String, String> settings) {
        RunningTask running = created();
        running.context.store(Map.of("mqtt.client.id", settings.get("mqtt.client.id")),
                Map.of("mqtt.url", settings.get("mqtt.url"), "mqtt.topics", "", "mqtt.sessions", settings.get("mqtt.topics")));
        return started(running, settings);
    }

    private static RunningTask started(RunningTask running, Map<String, String> settings) {
        try {
            running.task.start(settings);
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
        return running;
    }

    public MqttSourceTask task() {
        return task;
    }

    public FakeTaskContext context() {
        return context;
    }

    /** Returns the current value of a metric, with a tag and its value, or without tags. */
    public long metric(String name, String... tagAndValue) {
        return context.value(name, tagAndValue);
    }

    /** Waits until a metric has at least the value; fails after 15 s. */
    public void awaitMetric(String name, long value, String... tagAndValue) {
        awaitMetric(name, "at least " + value, current -> current >= value, tagAndValue);
    }

    /** Waits until a metric is 0; fails after 15 s. */
    public void awaitZero(String name, String... tagAndValue) {
        awaitMetric(name, "0", current -> current == 0, tagAndValue);
    }

    private void awaitMetric(String name, String description, LongPredicate expected, String... tagAndValue) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        for (long value = metric(name, tagAndValue); !expected.test(value); value = metric(name, tagAndValue)) {
            assertThat(System.nanoTime()).as("%s %s within 15 s, but %d", name, description, value).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Polls until there are at least {@code count} records; fails after 15 s. */
    public List<SourceRecord> poll(int count) throws InterruptedException {
        List<SourceRecord> records = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (records.size() < count) {
            assertThat(System.nanoTime()).as("%d records within 15 s, of which came %s", count, payloads(records))
                    .isLessThan(deadline);
            List<SourceRecord> polled = task.poll();
            if (polled != null) {
                records.addAll(polled);
            }
        }
        return records;
    }

    /** Polls and confirms until there were at least {@code count} records. */
    public List<SourceRecord> pollAndWrite(int count) throws InterruptedException {
        List<SourceRecord> records = new ArrayList<>();
        while (records.size() < count) {
            List<SourceRecord> next = poll(1);
            written(next);
            records.addAll(next);
        }
        return records;
    }

    /** Polls until the task fails, and returns the exception; fails after 15 s. */
    public RuntimeException pollUntilFailure() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (System.nanoTime() < deadline) {
            try {
                task.poll();
            } catch (RuntimeException e) {
                return e;
            }
        }
        throw new AssertionError("the task has not failed within 15 s");
    }

    /** Confirms records, as Connect does once Kafka has them. */
    public void written(List<SourceRecord> records) {
        records.forEach(record -> task.commitRecord(record, WRITTEN));
    }

    /** Confirms a record that a transform has removed, as Connect does. */
    public void filtered(SourceRecord record) {
        task.commitRecord(record, null);
    }

    public static String payload(SourceRecord record) {
        return new String((byte[]) record.value(), StandardCharsets.UTF_8);
    }

    public static List<String> payloads(List<SourceRecord> records) {
        return records.stream().map(RunningTask::payload).toList();
    }

    public static String header(SourceRecord record, String name) {
        return (String) record.headers().lastWithName(name).value();
    }

    @Override
    public void close() {
        task.stop();
    }
}
