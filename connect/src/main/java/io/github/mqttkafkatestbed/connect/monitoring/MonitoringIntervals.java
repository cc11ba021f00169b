package io.github.mqttkafkatestbed.connect.monitoring;

/**
 * Times of a task's own monitoring, in milliseconds.
 *
 * @param checkMs       between two checks
 * @param unconfirmedMs age from which on a record that Kafka has not confirmed is warned of
 * @param reminderMs    between two lines about the same condition, while it lasts
 */
public record MonitoringIntervals(long checkMs, long unconfirmedMs, long reminderMs) {

    /**
     * The connector's times. A record is warned of well within 30 s, with the time of a check and of a look at the log; a
     * broker of Kafka that is restarted, and the election of another leader, take less.
     */
    public static final MonitoringIntervals DEFAULT = new MonitoringIntervals(1_000, 25_000, 60_000);
}
