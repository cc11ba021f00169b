package io.github.mqttkafkatestbed.connect.task.delivery;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payload;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.RunningTask;

/** Behaviour towards a broker that exceeds the Receive Maximum, as Mosquitto 2.0.11 does while it has a queue. */
@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@DisplayName("From a broker that sends without limit")
class TaskBackpressureTest {

    @Parameter
    MqttVersion version;

    private static final String PADDING = "x".repeat(500);
    /** More than there are packet identifiers. */
    private static final int MESSAGES = 100_000;
    private static final int PACKET_IDS = 65_535;

    @Test
    @DisplayName("about 1 MiB is read until it is acknowledged, over a later connection, too; then everything arrives, once and in order")
    void flood() throws Exception {
        CountDownLatch subscribed = new CountDownLatch(1);
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), flooding(subscribed));
                RunningTask running = RunningTask.started(settings(broker))) {
            // The limit is larger until the client knows that the session has its subscription.
            running.awaitMetric("connections", 2);
            subscribed.countDown();
            List<SourceRecord> all = new ArrayList<>(pollUntilSilent(running));
            assertThat(all).hasSizeBetween(800, 2_500);

            List<SourceRecord> unwritten = List.copyOf(all);
            while (!unwritten.isEmpty()) {
                running.written(unwritten);
                unwritten = all.size() == MESSAGES ? List.of() : running.poll(1);
                all.addAll(unwritten);
            }

            assertThat(all.stream().map(TaskBackpressureTest::number).toList())
                    .isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
            assertThat(broker.connections()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("a connection that pauses reading is kept alive for as long as Kafka is away")
    void keepAlive() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(flooding(new CountDownLatch(0)));
                RunningTask running = RunningTask.started(settings(broker, "mqtt.keep.alive.seconds", "1"))) {
            pollUntilSilent(running);

            broker.awaitMorePingsThanSilenceAllows();

            assertThat(broker.connections()).isOne();
        }
    }

    private Map<String, String> settings(FakeBroker broker, String... namesAndValues) {
        return RunningTask.settings(version, broker, namesAndValues);
    }

    private static FakeBroker.Script flooding(CountDownLatch begin) {
        return connection -> {
            connection.acceptSubscriber();
            connection.listenWhile(() -> {
                begin.await();
                for (int i = 0; i < MESSAGES; i++) {
                    connection.publish("t", i % PACKET_IDS + 1, false, i + " " + PADDING);
                }
            });
        };
    }

    private static List<SourceRecord> pollUntilSilent(RunningTask running) throws InterruptedException {
        List<SourceRecord> records = running.poll(1);
        for (List<SourceRecord> next = running.task().poll(); next != null; next = running.task().poll()) {
            records.addAll(next);
        }
        return records;
    }

    private static int number(SourceRecord record) {
        String payload = payload(record);
        return Integer.parseInt(payload.substring(0, payload.indexOf(' ')));
    }
}
