package io.github.mqttkafkatestbed.connect.task.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeConnection;

/** Kafka is away, or the task has not polled yet: nothing is confirmed, and the broker has a backlog for the session. */
@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@Execution(ExecutionMode.CONCURRENT)
@DisplayName("While nothing is confirmed")
class TaskKafkaOutageTest {

    @Parameter
    MqttVersion version;

    /** More pings than a client of HiveMQ survives without a packet from the broker. */
    private static final int PINGS = 4;
    private static final String[] PING_EVERY_SECOND = {"mqtt.keep.alive.seconds", "1"};

    @Test
    @DisplayName("a backlog that arrives before the SUBACK does not keep start() from its subscription")
    void backlogBeforeSubAck() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptConnect(true);
            publish(connection, 2_500, 2_000);
            connection.answerSubscribe(1);
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker, "subscribe.wait.ms", "30000"))) {
            assertThat(task.metric("connections")).isEqualTo(1);
            assertEachOnce(task.pollAndWrite(2_500), 2_500);
            assertThat(broker.connections()).isOne();
        }
    }

    @Test
    @DisplayName("a backlog before the SUBACK that is larger than memory allows waits at the broker, on one connection")
    void largeBacklogBeforeSubAck() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptConnect(true);
            connection.readSubscribe();
            connection.listenWhile(() -> {
                publish(connection, 60, 1 << 20);
                connection.sendSubAck(1);
            });
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(settings(broker, "subscribe.wait.ms", "0",
                        "mqtt.connect.timeout.ms", "500"))) {
            broker.awaitMorePingsThanSilenceAllows();
            assertThat(task.metric("messages-received")).isBetween(10L, 20L);
            assertThat(task.metric("connections")).isZero();
            assertEachOnce(task.pollAndWrite(60), 60);
            broker.await("subscribed 1");
            assertThat(broker.connections()).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 1_000, 10_000", "2_000, 400, 600", "524_288, 2, 3"})
    @DisplayName("memory is bounded and the connection stays, whatever the size of the messages; each comes once")
    void bounded(int size, long least, long most) throws Exception {
        int messages = 12_000_000 / Math.max(size, 500);
        try (FakeBroker broker = FakeBroker.withScripts(backlog(messages, size));
                RunningTask task = RunningTask.started(settings(broker))) {
            broker.awaitMorePingsThanSilenceAllows();
            long received = task.metric("messages-received");
            assertThat(received).isBetween(least, most);
            List<SourceRecord> unwritten = task.poll((int) received);
            broker.awaitMorePingsThanSilenceAllows();
            assertThat(task.metric("messages-received")).as("taken from the queue, not confirmed").isEqualTo(received);

            task.written(unwritten);
            List<SourceRecord> all = new ArrayList<>(unwritten);
            all.addAll(task.pollAndWrite(messages - all.size()));
            assertEachOnce(all, messages);
            assertThat(broker.connections()).isOne();
        }
    }

    @Test
    @DisplayName("one record is unconfirmed, what is behind it stays bounded, and no acknowledgement counts before it is sent")
    void oneUnconfirmed() throws Exception {
        int messages = 20_000;
        try (FakeBroker broker = FakeBroker.withScripts(backlog(messages, 500));
                RunningTask task = RunningTask.started(settings(broker))) {
            List<SourceRecord> all = new ArrayList<>(task.poll(1));
            SourceRecord first = all.get(0);
            task.written(all.subList(1, all.size()));
            for (List<SourceRecord> next = task.task().poll(); next != null; next = task.task().poll()) {
                task.written(next);
                all.addAll(next);
            }
            broker.awaitMorePingsThanSilenceAllows();
            assertThat(task.metric("messages-received")).isBetween(900L, 2_500L);
            assertThat(task.metric("messages-acknowledged")).isZero();

            task.written(List.of(first));
            all.addAll(task.pollAndWrite(messages - all.size()));
            assertEachOnce(all, messages);
            task.awaitMetric("messages-acknowledged", messages);
            assertThat(broker.connections()).isOne();
        }
    }

    @Test
    @DisplayName("the end of the connection is noticed, and a new one is made")
    void lost() throws Exception {
        Semaphore enough = new Semaphore(0);
        FakeBroker.Script dying = connection -> {
            connection.acceptSubscriber();
            publish(connection, 30, 100_000);
            enough.acquire();
        };
        try (FakeBroker broker = FakeBroker.withScripts(dying, FakeBroker.accepting());
                RunningTask task = RunningTask.started(settings(broker))) {
            task.poll(10);
            enough.release();
            // Taken and not confirmed.
            while (broker.connections() < 2) {
                task.task().poll();
            }
        }
    }

    @Test
    @DisplayName("a message that arrives more slowly than the keep-alive is received on one connection")
    void slowMessage() throws Exception {
        Semaphore next = new Semaphore(0);
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.listenWhile(() -> connection.publishSlowly("t", 1, "slow payload", PINGS, next::acquire));
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(settings(broker))) {
            for (int i = 0; i < PINGS; i++) {
                broker.await("ping 1");
                next.release();
            }
            assertThat(RunningTask.payloads(task.poll(1))).containsExactly("slow payload");
            assertThat(broker.connections()).isOne();
        }
    }

    private Map<String, String> settings(FakeBroker broker, String... namesAndValues) {
        Map<String, String> settings = RunningTask.settings(version, broker, PING_EVERY_SECOND);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }

    private static FakeBroker.Script backlog(int messages, int size) {
        return connection -> {
            connection.acceptSubscriber();
            connection.listenWhile(() -> publish(connection, messages, size));
        };
    }

    private static void publish(FakeConnection connection, int messages, int size) throws IOException {
        String padding = "x".repeat(size - 10);
        for (int i = 0; i < messages; i++) {
            connection.publish("t", i + 1, false, "%09d ".formatted(i) + padding);
        }
    }

    private static void assertEachOnce(List<SourceRecord> records, int count) {
        assertThat(records.stream().map(record -> Integer.parseInt(RunningTask.payload(record).substring(0, 9))).toList())
                .isEqualTo(IntStream.range(0, count).boxed().toList());
    }
}
