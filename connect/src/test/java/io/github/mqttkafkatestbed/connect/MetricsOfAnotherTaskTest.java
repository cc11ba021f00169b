package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.support.RunningTask;

/**
 * Seen with a Kafka that was away for longer than the worker's session: Connect started the task anew while the one that it
 * could not stop was still there, and the names of its metrics failed the new one for good.
 */
class MetricsOfAnotherTaskTest {

    private static final String NOBODY = "mqtt://127.0.0.1:1";

    @Test
    void aTaskStartsBesideTheMetricsOfTheOneBeforeItAndShowsItsOwnWhenTheyAreGone() throws InterruptedException {
        try (RunningTask running = RunningTask.created()) {
            Counters before = new Counters();
            before.received.add(7);
            before.register(running.metrics(), () -> 0);

            running.task().start(RunningTask.settings(NOBODY, "subscribe.wait.ms", "0"));
            running.task().poll();
            assertThat(running.metric("messages-received")).isEqualTo(7);

            running.metrics().removeAll();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!running.metrics().has("messages-received")) {
                assertThat(System.nanoTime()).as("the task's own metrics within 10 s").isLessThan(deadline);
                running.task().poll();
            }
            assertThat(running.metric("messages-received")).isZero();
        }
    }
}
