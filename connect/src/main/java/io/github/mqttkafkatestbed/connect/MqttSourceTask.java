package io.github.mqttkafkatestbed.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.ConnectorVersion;
import io.github.mqttkafkatestbed.connect.monitoring.MetricsRegistration;
import io.github.mqttkafkatestbed.connect.monitoring.RateLimitedLog;
import io.github.mqttkafkatestbed.connect.monitoring.TaskMetrics;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.mqtt.DeliveryQueue;
import io.github.mqttkafkatestbed.connect.mqtt.MqttSession;
import io.github.mqttkafkatestbed.connect.record.MqttSourceRecord;
import io.github.mqttkafkatestbed.connect.record.RecordConverter;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.subscription.SessionRecord;

/**
 * Task that turns MQTT messages into Kafka records, and acknowledges each message to the broker once Kafka has its record.
 *
 * <p>Threads in Connect 4.3.1 ({@code WorkerSourceTask}, {@code AbstractWorkerSourceTask}): {@code start}, {@code poll}
 * and {@code stop} run on the task's thread, {@code commitRecord} on the producer's. On a graceful stop the worker waits
 * for the records in flight (up to offset.flush.timeout.ms) and then calls {@code stop}: a message whose record Kafka has
 * by then is acknowledged before the connection ends.
 */
public final class MqttSourceTask extends SourceTask {

    private static final Logger log = LoggerFactory.getLogger(MqttSourceTask.class);

    /** Connect checks for a stop only between two polls. */
    private static final long POLL_TIMEOUT_MS = 200;
    private static final long COMMIT_CHECK_NANOS = 10_000_000;

    private final RetryIntervals retryIntervals;
    private final BatchingPolicy batching = new BatchingPolicy();
    private final RateLimitedLog deadLetters = new RateLimitedLog("messages for the dead-letter topic", log::warn);
    /** Records for which Connect has called {@link #commitRecord}. */
    private final LongAdder committed = new LongAdder();
    private long handedOver;
    private ConnectException conversionFailure;
    private RateLimitedLog filtered;
    private DeliveryQueue queue;
    private TaskMetrics metrics;
    private MetricsRegistration registration;
    private RecordConverter converter;
    private volatile MqttSession session;
    private volatile boolean stopped;

    /** Creates the task; called by Connect. */
    public MqttSourceTask() {
        this(RetryIntervals.DEFAULT);
    }

    /** Creates a task with other waits between its attempts to connect. */
    public MqttSourceTask(RetryIntervals retryIntervals) {
        this.retryIntervals = retryIntervals;
    }

    /** Returns the version of the connector. */
    @Override
    public String version() {
        return ConnectorVersion.VERSION;
    }

    /**
     * Connects and subscribes. Waits for the subscription up to {@code subscribe.wait.ms}, so that RUNNING means
     * subscribed if the broker can be reached; then returns, and the task keeps trying.
     *
     * @throws org.apache.kafka.common.config.ConfigException if a setting is not allowed
     * @throws ConnectException if the broker refuses permanently
     */
    @Override
    public void start(Map<String, String> settings) {
        MqttSourceConfig config = MqttSourceConfig.of(settings);
        filtered = config.toleratesErrors()
                ? new RateLimitedLog("messages acknowledged without a record in Kafka, removed by a transform or dropped"
                        + " because of errors.tolerance=all", log::warn)
                : new RateLimitedLog("messages acknowledged without a record in Kafka, removed by a transform", log::info);
        warnAbout(config);
        queue = new DeliveryQueue(config.qos0QueueBytes());
        converter = new RecordConverter(config);
        metrics = new TaskMetrics(config.topicFilters());
        metrics.addGauge("messages-waiting", "Messages that wait in the queue.", queue::size);
        MqttSession started = new MqttSession(config, retryIntervals, queue, metrics, storedRecord(config));
        registration = new MetricsRegistration(metrics, context);
        registration.tryIfDue();
        session = started;
        started.start();
        if (stopped) {
            // stop() was called before there was a session, and cannot have stopped this one.
            started.stop();
        }
        try {
            started.awaitSettled(config.subscribeWaitMs());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
    }

    /**
     * Takes the messages that have arrived.
     *
     * @return their records in order of arrival; null if there was none within 200 ms
     * @throws ConnectException if the connection has failed permanently, or a message has no record key and
     *                          {@code record.key.missing} is {@code fail}
     */
    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        registration.tryIfDue();
        if (conversionFailure != null) {
            return awaitCommitsAndFail();
        }
        List<Delivery> deliveries = queue.take(BatchingPolicy.MAX_MESSAGES, BatchingPolicy.MAX_BYTES, POLL_TIMEOUT_MS,
                batching.lingerMs());
        batching.batchTaken(deliveries.size());
        deadLetters.flush();
        filtered.flush();
        session.flushLog();
        if (deliveries.isEmpty()) {
            throwFailure();
            return null;
        }
        List<SourceRecord> records = new ArrayList<>(deliveries.size());
        try {
            for (Delivery delivery : deliveries) {
                records.add(convert(delivery));
            }
        } catch (ConnectException e) {
            conversionFailure = e;
            if (records.isEmpty()) {
                return awaitCommitsAndFail();
            }
        }
        handedOver += records.size();
        return records;
    }

    private MqttSourceRecord convert(Delivery delivery) {
        MqttSourceRecord record = converter.convert(delivery);
        record.deadLetterReason().ifPresent(reason -> {
            metrics.countDeadLettered();
            deadLetters.add(reason + " on MQTT topic " + delivery.publish().getTopic());
        });
        return record;
    }

    /**
     * Fails because of a message, once the records of those before it are in Kafka and their messages acknowledged: they
     * would otherwise be delivered again after each restart.
     *
     * @return null while records are on their way
     */
    private List<SourceRecord> awaitCommitsAndFail() {
        if (committed.sum() >= handedOver) {
            throw conversionFailure;
        }
        LockSupport.parkNanos(COMMIT_CHECK_NANOS);
        return null;
    }

    /**
     * Acknowledges the message of a record that Kafka has, or that will never get there.
     *
     * @param record   an object that {@link #poll} returned
     * @param metadata null if a transform removed the record, or if it failed under {@code errors.tolerance=all}. The
     *                 message is acknowledged all the same: it would be delivered and removed again.
     */
    @Override
    public void commitRecord(SourceRecord record, RecordMetadata metadata) {
        Delivery delivery = ((MqttSourceRecord) record).delivery();
        delivery.acknowledge();
        committed.increment();
        if (metadata == null) {
            metrics.countFiltered();
            filtered.add("MQTT topic " + delivery.publish().getTopic());
        }
    }

    /**
     * Ends the connection in any state. The broker keeps the session with the unacknowledged messages. Takes at most 3 s.
     * May be called from any thread, also while {@link #start} waits.
     */
    @Override
    public void stop() {
        stopped = true;
        if (session != null) {
            session.stop();
        }
    }

    /**
     * Reads the record of the session from Connect's copy of its offsets.
     *
     * @throws ConnectException if the worker has given the task up meanwhile: it must not connect then, as another task has
     *                          the session
     */
    private SessionRecord storedRecord(MqttSourceConfig config) {
        return SessionRecord.stored(config, context.offsetStorageReader().offset(SessionRecord.partition(config)));
    }

    private void throwFailure() {
        ConnectException failure = session.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private static void warnAbout(MqttSourceConfig config) {
        if (config.toleratesErrors()) {
            log.warn("errors.tolerance=all: a record that a transform, a converter or the producer fails on is dropped"
                    + " and its message acknowledged, so messages can be lost");
        }
        if (config.limitsReceiveMaximum()) {
            log.warn("{}={}: Mosquitto before 2.0.21 sends more than that, and the connection then breaks again and"
                    + " again; its max_inflight_messages bounds the flow instead", SettingNames.MQTT_RECEIVE_MAXIMUM,
                    config.receiveMaximum());
        }
    }
}
