package io.github.mqttkafkatestbed.connect;

import java.util.List;
import java.util.Map;

import org.apache.kafka.connect.source.SourceTaskContext;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;
import io.github.mqttkafkatestbed.connect.monitoring.MetricsRegistration;
import io.github.mqttkafkatestbed.connect.monitoring.MonitoringIntervals;
import io.github.mqttkafkatestbed.connect.monitoring.PeriodicChecks;
import io.github.mqttkafkatestbed.connect.monitoring.RateLimitedLog;
import io.github.mqttkafkatestbed.connect.monitoring.TaskMetrics;
import io.github.mqttkafkatestbed.connect.monitoring.UnconfirmedRecords;
import io.github.mqttkafkatestbed.connect.monitoring.UnconfirmedRecordsLog;
import io.github.mqttkafkatestbed.connect.record.DeadLetterReason;
import io.github.mqttkafkatestbed.connect.record.MqttSourceRecord;

/** Metrics and log of a task's records, and the regular checks of the task. */
final class TaskMonitoring {

    private static final EscapedLog log = EscapedLog.of(MqttSourceTask.class);

    private final MonitoringIntervals intervals;
    private final TaskMetrics metrics;
    private final UnconfirmedRecords unconfirmed = new UnconfirmedRecords();
    private final RateLimitedLog deadLetters = new RateLimitedLog("messages for the dead-letter topic", log::warn);
    private final RateLimitedLog filtered;
    private volatile PeriodicChecks checks;

    TaskMonitoring(MqttSourceConfig config, MonitoringIntervals intervals) {
        this.intervals = intervals;
        metrics = new TaskMetrics(config.topicFilters());
        for (String topic : config.namedKafkaTopics()) {
            metrics.addGauge("oldest-unconfirmed-ms",
                    "Age of the oldest record for this Kafka topic that Kafka has not confirmed; 0 if there is none.",
                    Map.of("topic", topic), () -> unconfirmed.ageMs(topic, System.nanoTime()));
        }
        filtered = config.toleratesErrors()
                ? new RateLimitedLog("messages acknowledged without a record in Kafka, removed by a transform or dropped"
                        + " because of errors.tolerance=all", log::warn)
                : new RateLimitedLog("messages acknowledged without a record in Kafka, removed by a transform", log::info);
    }

    /** Returns the metrics, to which others may add theirs before the {@link #start}. */
    TaskMetrics metrics() {
        return metrics;
    }

    /**
     * Registers the metrics and starts the checks.
     *
     * @param name    distinguishes the thread
     * @param context the task's
     */
    void start(String name, SourceTaskContext context, TaskSessions sessions) {
        MetricsRegistration registration = new MetricsRegistration(metrics, context);
        registration.tryUntilDone();
        UnconfirmedRecordsLog unconfirmedLog = new UnconfirmedRecordsLog(unconfirmed, intervals);
        checks = PeriodicChecks.start("mqtt-checks-" + EscapedText.of(name), intervals.checkMs(), List.of(
                registration::tryUntilDone,
                () -> unconfirmedLog.check(System.nanoTime()),
                sessions::check,
                deadLetters::flush,
                filtered::flush));
    }

    /** Ends the checks, if they have started. Takes at most 1 s. */
    void stop() {
        if (checks != null) {
            checks.stop();
        }
    }

    /** Records that Connect asks for records, so that it has passed all earlier ones to its producer. */
    void polled() {
        unconfirmed.startBatch();
    }

    /**
     * Records a record that is handed to Connect.
     *
     * @param nanos time, as {@link System#nanoTime}
     */
    void handedOver(MqttSourceRecord record, long nanos) {
        record.deadLetterReason().ifPresent(reason -> {
            metrics.countDeadLettered();
            if (reason == DeadLetterReason.TOPIC_NOT_ALLOWED) {
                metrics.countTopicNotAllowed();
            }
            deadLetters.add(reason + " on MQTT topic " + record.delivery().publish().getTopic());
        });
        if (record.isUnmatched()) {
            metrics.countUnmatched();
        }
        // Last: of a record that is not handed over after all, as something above has failed, no confirmation comes.
        record.setUnconfirmed(unconfirmed.add(record.topic(), nanos));
    }

    /**
     * Records that Kafka has a record, or will never get it. A second call for the same record has no effect.
     *
     * @param removed whether Kafka will never get it, for a transform or {@code errors.tolerance=all}
     */
    void confirmed(MqttSourceRecord record, boolean removed) {
        if (record.unconfirmed().confirm() && removed) {
            metrics.countFiltered();
            filtered.add("MQTT topic " + record.delivery().publish().getTopic());
        }
    }

    /** Whether every record that was handed over is confirmed. */
    boolean allConfirmed() {
        return unconfirmed.isEmpty();
    }
}
