package io.github.mqttkafkatestbed.connect.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.support.RunningTask;

/**
 * Observed after an outage of Kafka longer than the worker's session: Connect started the task again while the previous
 * one, which it could not stop, still held metrics of the same names, and the new task failed permanently.
 */
@DisplayName("A task that is started beside the metrics of the previous one")
class MetricsRegistrationTest {

    private static final String NO_BROKER = "mqtt://127.0.0.1:1";

    @Test
    @DisplayName("runs, and shows its own metrics once those are gone, also if Connect does not poll it")
    void retries() {
        try (RunningTask running = RunningTask.created()) {
            TaskMetrics previous = new TaskMetrics(List.of("t"));
            for (int i = 0; i < 7; i++) {
                previous.countReceived(0);
            }
            previous.register(running.context());

            running.task().start(RunningTask.settings(NO_BROKER, "subscribe.wait.ms", "0"));
            assertThat(running.metric("messages-received")).isEqualTo(7);

            running.context().removeAll();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!running.context().has("messages-received")) {
                assertThat(System.nanoTime()).as("the task's own metrics within 10 s").isLessThan(deadline);
                Thread.onSpinWait();
            }
            assertThat(running.metric("messages-received")).isZero();
        }
    }
}
