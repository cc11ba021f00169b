package io.github.mqttkafkatestbed.connect.task.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.monitoring.MonitoringIntervals;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

/**
 * If a topic does not exist, Connect's producer blocks in {@code send}, on the thread that calls {@code poll}, without a
 * word and for ever.
 */
@Timeout(60)
@DisplayName("A record that Kafka does not confirm")
class TaskUnconfirmedTest {

    private static final int UNCONFIRMED_MS = 50;
    private static final String METRIC = "oldest-unconfirmed-ms";

    @Test
    @DisplayName("is in log and metrics under its topic, again and again, until it is confirmed; Connect need not poll")
    void deadLetter() throws Exception {
        try (FakeBroker broker = publishing("{\"id\":1}", "rubbish", "{\"id\":2}"); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = started(broker)) {
            task.awaitMetric("messages-waiting", 3);
            List<SourceRecord> records = task.poll(3);
            task.written(records.subList(0, 1));
            assertThat(logs.await("Kafka has not confirmed a record for topic kafka.dead-letter for ")).startsWith("WARN")
                    .contains("(1 younger ones wait)");
            task.awaitMetric(METRIC, UNCONFIRMED_MS, "topic", "kafka.dead-letter");
            assertThat(task.metric(METRIC, "topic", "kafka")).as("it may wait behind the other").isZero();
            while (logs.linesWith("Kafka has not confirmed a record for topic kafka.dead-letter").size() < 3) {
                Thread.onSpinWait();
            }

            // Connect asks for more once its producer has all of the batch.
            assertThat(task.task().poll()).isNull();
            assertThat(task.metric(METRIC, "topic", "kafka")).isGreaterThanOrEqualTo(UNCONFIRMED_MS);
            task.written(records.subList(1, 2));
            assertThat(task.metric(METRIC, "topic", "kafka.dead-letter")).isZero();
            task.written(records);
            assertThat(task.metric(METRIC, "topic", "kafka")).isZero();
            assertThat(logs.await("Kafka confirms records for topic")).startsWith("INFO").contains(" again, after ");
        }
    }

    @Test
    @DisplayName("is not one that waits for a paused connector")
    void paused() throws Exception {
        CountDownLatch paused = new CountDownLatch(1);
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.publish("t", 1, false, "{\"id\":1}");
            connection.listenWhile(() -> {
                paused.await();
                connection.publish("t", 2, false, "{\"id\":2}");
            });
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); RunningTask task = started(broker)) {
            // Connect passes on what it has taken before the pause.
            task.written(task.poll(1));
            broker.await("puback 1");
            try (LogCapture logs = LogCapture.ofConnector()) {
                paused.countDown();
                task.awaitMetric("oldest-unacknowledged-ms", 10 * UNCONFIRMED_MS);
                assertThat(logs.linesWith("not confirmed")).isEmpty();
                assertThat(task.metric(METRIC, "topic", "kafka")).isZero();
            }
        }
    }

    @Test
    @DisplayName("counts once if it is removed by a transform and reported twice")
    void reportedTwice() throws Exception {
        try (FakeBroker broker = publishing("{\"id\":1}", "{\"id\":2}"); RunningTask task = started(broker)) {
            List<SourceRecord> records = task.poll(2);
            task.filtered(records.get(0));
            task.filtered(records.get(0));
            assertThat(task.metric("messages-filtered")).isOne();
            task.awaitMetric(METRIC, 1, "topic", "kafka");
        }
    }

    private static FakeBroker publishing(String... payloads) {
        return FakeBroker.withScripts(FakeBroker.publishing(payloads));
    }

    private static RunningTask started(FakeBroker broker) {
        return RunningTask.started(RunningTask.settings(broker, "record.key", "json:/id"), RetryIntervals.DEFAULT,
                new MonitoringIntervals(5, UNCONFIRMED_MS, 20));
    }
}
