package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Checks of a task on a daemon thread of their own: Connect does not call a task that is paused, or whose records its
 * producer does not take.
 */
public final class PeriodicChecks {

    private static final EscapedLog log = EscapedLog.of(PeriodicChecks.class);
    private static final long STOP_TIMEOUT_MS = 1_000;

    private final ScheduledThreadPoolExecutor executor;

    private PeriodicChecks(ScheduledThreadPoolExecutor executor) {
        this.executor = executor;
    }

    /**
     * Starts the checks.
     *
     * @param thread     name of the thread
     * @param intervalMs time between two runs, in milliseconds
     */
    public static PeriodicChecks start(String thread, long intervalMs, List<Runnable> checks) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, thread);
            made.setDaemon(true);
            return made;
        });
        executor.scheduleWithFixedDelay(() -> checks.forEach(PeriodicChecks::run), intervalMs, intervalMs,
                TimeUnit.MILLISECONDS);
        return new PeriodicChecks(executor);
    }

    private static void run(Runnable check) {
        try {
            check.run();
        } catch (Throwable e) {
            // An exception would end all checks without a word.
            log.error("a check of the task has failed", e);
        }
    }

    /** Ends the checks, and waits for one in progress, at most 1 s. */
    public void stop() {
        // Without an interrupt, which could hit the writer of a log file.
        executor.shutdown();
        try {
            executor.awaitTermination(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
