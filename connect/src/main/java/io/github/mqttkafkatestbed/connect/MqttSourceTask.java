package io.github.mqttkafkatestbed.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.ConnectorVersion;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;
import io.github.mqttkafkatestbed.connect.monitoring.MonitoringIntervals;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.mqtt.DeliveryQueue;
import io.github.mqttkafkatestbed.connect.record.MqttSourceRecord;
import io.github.mqttkafkatestbed.connect.record.RecordConverter;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.session.SessionRecord;
import io.github.mqttkafkatestbed.connect.session.TaskSessionPlan;
import io.github.mqttkafkatestbed.connect.session.TaskShare;

/**
 * Task that turns MQTT messages into Kafka records, and acknowledges each message to the broker once Kafka has its record.
 *
 * <p>Threads in Connect 4.3.1 ({@code WorkerSourceTask}, {@code AbstractWorkerSourceTask}): {@code start}, {@code poll}
 * and {@code stop} run on the task's thread, {@code commitRecord} on the producer's. On a graceful stop the worker waits
 * for the records in flight (up to offset.flush.timeout.ms) and then calls {@code stop}: a message whose record Kafka has
 * by then is acknowledged before the connection ends.
 */
public final class MqttSourceTask extends SourceTask {

    private static final EscapedLog log = EscapedLog.of(MqttSourceTask.class);

    /** Connect checks for a stop only between two polls. */
    private static final long POLL_TIMEOUT_MS = 200;
    private static final long COMMIT_CHECK_NANOS = 10_000_000;

    private final RetryIntervals retryIntervals;
    private final MonitoringIntervals monitoringIntervals;
    private final BatchingPolicy batching = new BatchingPolicy();
    private ConnectException conversionFailure;
    private DeliveryQueue queue;
    private RecordConverter converter;
    private volatile TaskSessions sessions;
    private volatile TaskMonitoring monitoring;
    private volatile boolean stopped;

    /** Creates the task; called by Connect. */
    public MqttSourceTask() {
        this(RetryIntervals.DEFAULT, MonitoringIntervals.DEFAULT);
    }

    /** Creates a task with other waits between its attempts to connect, and other times of its monitoring. */
    public MqttSourceTask(RetryIntervals retryIntervals, MonitoringIntervals monitoringIntervals) {
        this.retryIntervals = retryIntervals;
        this.monitoringIntervals = monitoringIntervals;
    }

    /** Returns the version of the connector. */
    @Override
    public String version() {
        return ConnectorVersion.VERSION;
    }

    /**
     * Connects and subscribes. Waits for the subscriptions up to {@code subscribe.wait.ms}, so that RUNNING means
     * subscribed if the broker can be reached; then returns, and the task keeps trying.
     *
     * @throws org.apache.kafka.common.config.ConfigException if a setting is not allowed
     * @throws ConnectException if the broker refuses permanently
     */
    @Override
    public void start(Map<String, String> settings) {
        MqttSourceConfig config = MqttSourceConfig.of(settings);
        warnAbout(config);
        queue = new DeliveryQueue(config.qos0QueueBytes());
        converter = new RecordConverter(config);
        TaskMonitoring monitor = new TaskMonitoring(config, monitoringIntervals);
        TaskSessionPlan plan =
                new TaskSessionPlan(config, TaskShare.of(settings), storedRecord(config), System.nanoTime());
        if (plan.sessions().isEmpty()) {
            log.info("this task has nothing to do: another one holds the session of its topic filters, in which an earlier"
                    + " version of the connector has put others, too");
        }
        TaskSessions started = new TaskSessions(config, plan, retryIntervals, monitoringIntervals, queue, monitor.metrics());
        monitoring = monitor;
        sessions = started;
        monitor.start(config.clientId(), context, started);
        started.start();
        if (stopped) {
            // stop() was called before there was a session, and cannot have stopped this one.
            stop();
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
        monitoring.polled();
        if (conversionFailure != null) {
            return awaitCommitsAndFail();
        }
        List<Delivery> deliveries = queue.take(BatchingPolicy.MAX_MESSAGES, BatchingPolicy.MAX_BYTES, POLL_TIMEOUT_MS,
                batching.lingerMs());
        batching.batchTaken(deliveries.size());
        if (deliveries.isEmpty()) {
            throwFailure();
            return null;
        }
        long nanos = System.nanoTime();
        List<SourceRecord> records = new ArrayList<>(deliveries.size());
        try {
            for (Delivery delivery : deliveries) {
                MqttSourceRecord record = converter.convert(delivery);
                monitoring.handedOver(record, nanos);
                records.add(record);
            }
        } catch (Throwable e) {
            // An Error, too: it comes again with the message, and must not take those before it with it each time.
            conversionFailure = e instanceof ConnectException failure ? failure
                    : new ConnectException(EscapedText.of("a message on MQTT topic "
                            + deliveries.get(records.size()).publish().getTopic() + " cannot be converted: " + e), e);
        }
        return records;
    }

    /**
     * Fails because of a message, once the records of those before it are in Kafka and their messages acknowledged: they
     * would otherwise be delivered again after each restart.
     *
     * @return null while records are on their way
     */
    private List<SourceRecord> awaitCommitsAndFail() {
        if (monitoring.allConfirmed()) {
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
     *                 message is acknowledged all the same: it would be delivered and removed again. A second call for
     *                 the same record has no effect.
     */
    @Override
    public void commitRecord(SourceRecord record, RecordMetadata metadata) {
        MqttSourceRecord own = (MqttSourceRecord) record;
        own.delivery().acknowledge();
        // Afterwards: the task may fail, and end the connection, once all records are confirmed.
        monitoring.confirmed(own, metadata == null);
    }

    /**
     * Ends the connections in any state. The broker keeps the sessions with the unacknowledged messages. Takes at most 4 s.
     * May be called from any thread, also while {@link #start} waits.
     */
    @Override
    public void stop() {
        stopped = true;
        if (sessions != null) {
            sessions.stop();
        }
        if (monitoring != null) {
            monitoring.stop();
        }
    }

    /**
     * Reads the record of the sessions from Connect's copy of its offsets.
     *
     * @throws ConnectException if the worker has given the task up meanwhile: it must not connect then, as another task has
     *                          the session
     */
    private SessionRecord storedRecord(MqttSourceConfig config) {
        return SessionRecord.stored(config, context.offsetStorageReader().offset(SessionRecord.partition(config)));
    }

    private void throwFailure() {
        ConnectException failure = sessions.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private static void warnAbout(MqttSourceConfig config) {
        config.warnings().forEach(log::warn);
        if (!config.version().hasProperties()) {
            log.info("{}={}: messages have no properties, and the broker alone decides how long it keeps the session: {} has no"
                    + " effect", SettingNames.MQTT_VERSION, config.version(), SettingNames.MQTT_SESSION_EXPIRY_SECONDS);
        }
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
