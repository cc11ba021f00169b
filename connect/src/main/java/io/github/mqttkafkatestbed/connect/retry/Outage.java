package io.github.mqttkafkatestbed.connect.retry;

import java.util.concurrent.TimeUnit;

import io.github.mqttkafkatestbed.connect.monitoring.ElapsedTime;

/**
 * Time without a connection: its length, the failed attempts, and whether a reminder of it is due. Times are those of
 * {@link System#nanoTime}. Thread-safe.
 */
public final class Outage {

    private final long reminderNanos;
    private boolean lasts;
    private long sinceNanos;
    private long remindedNanos;
    private int failedAttempts;
    /** Null before the first failure. */
    private String reason;

    /** @param reminderMs time between two reminders, in milliseconds */
    public Outage(long reminderMs) {
        reminderNanos = TimeUnit.MILLISECONDS.toNanos(reminderMs);
    }

    /** Begins the outage in which the task starts. */
    public synchronized void begin(long nowNanos) {
        lasts = true;
        sinceNanos = nowNanos;
        remindedNanos = nowNanos;
        failedAttempts = 0;
        reason = null;
    }

    /** Begins an outage with the loss of the connection, or counts a failed attempt to make one. */
    public synchronized void lost(String cause, long nowNanos) {
        if (lasts) {
            failedAttempts++;
        } else {
            begin(nowNanos);
        }
        reason = cause;
    }

    /** Ends the outage, and returns it as text; empty if it is but the start of the task. */
    public synchronized String end(long nowNanos) {
        lasts = false;
        return reason == null ? ""
                : " after " + ElapsedTime.text(nowNanos - sinceNanos) + " without a connection, " + attempts();
    }

    /** Ends the outage, as nobody tries to connect any more. */
    public synchronized void giveUp() {
        lasts = false;
    }

    /** Returns the outage as text if it lasts and a reminder is due, and begins the time to the next; otherwise null. */
    public synchronized String reminder(long nowNanos) {
        if (!lasts || nowNanos - remindedNanos < reminderNanos) {
            return null;
        }
        remindedNanos = nowNanos;
        return "for " + ElapsedTime.text(nowNanos - sinceNanos) + ", " + attempts()
                + (reason == null ? "" : ", the last reason: " + reason);
    }

    private String attempts() {
        return failedAttempts + (failedAttempts == 1 ? " failed attempt" : " failed attempts");
    }
}
