package io.github.mqttkafkatestbed.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns MQTT messages into Kafka records, and acknowledges each message to the broker once Kafka has its record.
 *
 * <p>What Connect 4.3.1 does around it ({@code WorkerSourceTask}, {@code AbstractWorkerSourceTask}): {@code start},
 * {@code poll} and {@code stop} run on the task's thread, {@code commitRecord} on the producer's. On a graceful stop
 * the worker waits for the records that are under way (up to offset.flush.timeout.ms) and then calls {@code stop}, so
 * what Kafka has by then is acknowledged before the connection ends.
 */
public final class MqttSourceTask extends SourceTask {

    private static final Logger log = LoggerFactory.getLogger(MqttSourceTask.class);

    private static final int MAX_BATCH_MESSAGES = 1_000;
    /** Payloads are copied out of the client's messages, so that a batch of large ones must not be long. */
    private static final long MAX_BATCH_BYTES = 16L << 20;
    /** Connect asks whether to stop only between two polls. */
    private static final long POLL_WAIT_MS = 200;

    /**
     * Where so many came at once, more are coming, and are gathered: a request to Kafka costs about as much for one record as
     * for a hundred. A reading that comes alone waits for nothing.
     */
    private static final int CROWD = 8;
    private static final long GATHER_MS = 2;
    /** Where so many came, readings wait for their turn anyway, and fewer requests let them wait for less. */
    private static final int FLOOD = 64;
    private static final long GATHER_FLOOD_MS = 8;

    private static final long METRICS_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Counters counters = new Counters();
    /** Whether there is nothing more to register. */
    private boolean registered;
    private long triedToRegisterAt;
    private final EventLog deadLetters = new EventLog("messages for the dead-letter topic", log::warn);
    private EventLog filtered;
    private Intake intake;
    private RecordConverter converter;
    /** How long the next batch is gathered. Of the task's thread. */
    private long gatherMs;
    private volatile MqttSession session;
    private volatile boolean stopped;

    /** @return the version of the connector */
    @Override
    public String version() {
        return MqttSourceConnector.VERSION;
    }

    /**
     * Connects and subscribes. Waits for the subscription up to {@code subscribe.wait.ms}, so that with a broker that
     * can be reached RUNNING means subscribed; after that it returns and the task goes on trying.
     *
     * @throws org.apache.kafka.common.config.ConfigException if a setting is not allowed
     * @throws ConnectException if the broker refuses in a way that another try cannot change
     */
    @Override
    public void start(Map<String, String> settings) {
        MqttSourceConfig config = MqttSourceConfig.checked(settings);
        filtered = config.toleratesErrors()
                ? new EventLog("messages acknowledged without a record in Kafka, removed by a transform or dropped"
                        + " because of errors.tolerance=all", log::warn)
                : new EventLog("messages acknowledged without a record in Kafka, removed by a transform", log::info);
        warnAbout(config);
        intake = new Intake(config.qos0QueueBytes());
        converter = config.recordConverter();
        register();
        MqttSession started = new MqttSession(config, intake, counters);
        session = started;
        started.start();
        if (stopped) {
            // stop() came while there was no session yet; it cannot have seen this one.
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
     * Takes the messages that have come.
     *
     * @return their records in the order they came; null if none came within 200 ms
     * @throws ConnectException if the connection has ended in a way that another try cannot change, or a message has
     *                          no record key and {@code record.key.missing} is {@code fail}
     */
    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        if (!registered && System.nanoTime() - triedToRegisterAt >= METRICS_RETRY_NANOS) {
            register();
        }
        List<Delivery> deliveries = intake.take(MAX_BATCH_MESSAGES, MAX_BATCH_BYTES, POLL_WAIT_MS, gatherMs);
        gatherMs = gatherMsAfter(deliveries.size());
        deadLetters.flush();
        filtered.flush();
        session.flushLog();
        if (deliveries.isEmpty()) {
            throwFailure();
            return null;
        }
        List<SourceRecord> records = new ArrayList<>(deliveries.size());
        for (Delivery delivery : deliveries) {
            MqttSourceRecord record = converter.convert(delivery);
            record.deadLetterReason().ifPresent(reason -> {
                counters.deadLettered.increment();
                deadLetters.add(reason + " on MQTT topic " + delivery.publish().getTopic());
            });
            records.add(record);
        }
        return records;
    }

    /**
     * Acknowledges the message of a record that Kafka has, or that will never get there.
     *
     * @param record   an object that {@link #poll} returned
     * @param metadata null if a transform removed the record, or under {@code errors.tolerance=all} if it failed. The
     *                 message is acknowledged all the same: it would come back and be removed again.
     */
    @Override
    public void commitRecord(SourceRecord record, RecordMetadata metadata) {
        Delivery delivery = ((MqttSourceRecord) record).delivery();
        if (delivery.acknowledge()) {
            counters.acknowledged.increment();
        }
        if (metadata == null) {
            counters.filtered.increment();
            filtered.add("MQTT topic " + delivery.publish().getTopic());
        }
    }

    /**
     * Ends the connection, whatever state it is in, and leaves the session at the broker, which keeps the messages that
     * are not acknowledged. Takes at most 3 s. May be called from any thread, also while {@link #start} waits.
     */
    @Override
    public void stop() {
        stopped = true;
        if (session != null) {
            session.stop();
        }
    }

    private static long gatherMsAfter(int count) {
        if (count >= FLOOD) {
            return GATHER_FLOOD_MS;
        }
        return count >= CROWD ? GATHER_MS : 0;
    }

    private void throwFailure() {
        ConnectException failure = session.failure();
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * When Kafka was away for longer than the worker's session, Connect starts a task anew before the one that it could not
     * stop in time has ended, and that one's metrics have the same names. They must not keep this task from its work.
     */
    private void register() {
        boolean isFirstTry = triedToRegisterAt == 0;
        triedToRegisterAt = System.nanoTime();
        try {
            PluginMetrics metrics = context.pluginMetrics();
            counters.register(metrics, intake::size);
            registered = true;
        } catch (NoSuchMethodError e) {
            registered = true;
            log.info("no metrics of the task itself: they need Kafka Connect 4.1 or later");
        } catch (IllegalArgumentException e) {
            if (isFirstTry) {
                log.warn("no metrics of this task until those of the one before it are gone: {}", e.getMessage());
            }
        }
    }

    private static void warnAbout(MqttSourceConfig config) {
        if (config.toleratesErrors()) {
            log.warn("errors.tolerance=all: a record that a transform, a converter or the producer fails on is dropped"
                    + " and its message acknowledged, so messages can be lost");
        }
        if (config.receiveMaximum() < MqttSourceConfig.DEFAULT_RECEIVE_MAXIMUM) {
            log.warn("{}={}: Mosquitto before 2.0.21 sends more than that, and the connection then breaks again and"
                    + " again; its max_inflight_messages bounds the flow instead", MqttSourceConfig.MQTT_RECEIVE_MAXIMUM,
                    config.receiveMaximum());
        }
    }
}
