package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.concurrent.TimeUnit;

/**
 * Log of records that Kafka does not confirm. The state of the task says nothing of them: if a topic does not exist,
 * Connect's producer blocks in {@code send} for as long as that lasts, on the thread that calls the task. Used by one thread.
 */
public final class UnconfirmedRecordsLog {

    private static final EscapedLog log = EscapedLog.of(UnconfirmedRecordsLog.class);

    private final UnconfirmedRecords records;
    private final long thresholdMs;
    private final long reminderNanos;
    /** Kafka topic of the last warning; null if all is well since. */
    private String warnedTopic;
    private long sinceNanos;
    private long warnedNanos;

    /** @param records what is handed to Connect */
    public UnconfirmedRecordsLog(UnconfirmedRecords records, MonitoringIntervals intervals) {
        this.records = records;
        this.thresholdMs = intervals.unconfirmedMs();
        this.reminderNanos = TimeUnit.MILLISECONDS.toNanos(intervals.reminderMs());
    }

    /**
     * Logs a warning if the oldest record is older than allowed and the last warning is long ago, and a line once Kafka has
     * confirmed all that were. To be called regularly.
     *
     * @param nowNanos time, as {@link System#nanoTime}
     */
    public void check(long nowNanos) {
        UnconfirmedRecords.Oldest oldest = records.oldest(nowNanos);
        if (oldest == null || oldest.ageMs() < thresholdMs) {
            if (warnedTopic != null) {
                log.info("Kafka confirms records for topic {} again, after {}", warnedTopic,
                        ElapsedTime.text(nowNanos - sinceNanos));
                warnedTopic = null;
            }
            return;
        }
        long ageNanos = TimeUnit.MILLISECONDS.toNanos(oldest.ageMs());
        if (warnedTopic == null) {
            sinceNanos = nowNanos - ageNanos;
        } else if (nowNanos - warnedNanos < reminderNanos) {
            return;
        }
        warnedNanos = nowNanos;
        warnedTopic = oldest.topic();
        log.warn("Kafka has not confirmed a record for topic {} for {} ({} younger ones wait): does the topic exist, may the"
                + " worker write to it, can it reach Kafka? A transform may have changed the topic, or may block. The messages"
                + " stay unacknowledged", oldest.topic(), ElapsedTime.text(ageNanos), oldest.behind());
    }
}
