package io.github.mqttkafkatestbed.connect;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.header;
import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.support.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.Logs;
import io.github.mqttkafkatestbed.connect.support.RunningTask;

@Timeout(60)
@DisplayName("After the connection was lost")
class ReconnectTest {

    @Test
    @DisplayName("its messages are delivered first, and no new connection is made before all of them are taken")
    void drainsFirst() throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script first = wire -> {
            wire.acceptSubscriber();
            wire.publish("t", 1, false, "1");
            wire.publish("t", 2, false, "2");
            lose.await();
        };
        FakeBroker.Script second = wire -> {
            wire.acceptSubscriber();
            wire.publish("t", 1, true, "1");
            wire.publish("t", 2, true, "2");
            wire.publish("t", 3, false, "3");
            wire.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(first, second); Logs logs = Logs.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker.url()))) {
            while (task.metric("messages-waiting") < 2) {
                Thread.onSpinWait();
            }
            lose.countDown();
            assertThat(logs.await("lost")).contains("once the 2 messages of it that wait are taken");
            // The longest first wait, several times over: a session that did not wait would have come back by now.
            assertThat(connectsWithin(broker, 1_000)).isFalse();

            List<SourceRecord> old = task.poll(2);
            assertThat(payloads(old)).containsExactly("1", "2");
            broker.await("subscribed 2");
            List<SourceRecord> next = task.poll(3);
            assertThat(payloads(next)).containsExactly("1", "2", "3");
            assertThat(next).extracting(record -> header(record, "mqtt.duplicate"))
                    .containsExactly("true", "true", "false");

            // The old connection's messages cannot be acknowledged any more, and must not be in the new one's name.
            task.written(old);
            task.written(next.subList(2, 3));
            task.written(next.subList(0, 1));
            broker.await("puback 1");
            task.written(next.subList(1, 2));
            broker.await("puback 2");
            broker.await("puback 3");
            assertThat(task.metric("messages-acknowledged")).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("the log says so once, however many tries it takes, and once more when the broker is back")
    void logsOncePerChange() throws Exception {
        FakeBroker.Script lost = wire -> wire.acceptSubscriber();
        FakeBroker.Script busy = FakeBroker.refusing(0x89);
        try (FakeBroker broker = FakeBroker.withScripts(lost, busy, wire -> { }, busy, FakeBroker.accepting());
                Logs logs = Logs.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker.url()))) {
            broker.await("subscribed 5");
            while (logs.linesWith("connected to").size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(logs.lines()).hasSize(3);
            assertThat(logs.lines().get(0)).startsWith("INFO connected to " + broker.url() + " and subscribed to [t/");
            assertThat(logs.lines().get(1)).startsWith("WARN connection to " + broker.url() + " lost:")
                    .contains("trying again until it is back");
            assertThat(logs.lines().get(2)).startsWith("INFO connected to");
            assertThat(task.metric("connections")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x88, 0x89, 0x97, 0x9F})
    @DisplayName("or refused with a code that passes, it is tried again")
    void passingCodes(int code) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.refusing(code), FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker.url()))) {
            broker.await("subscribed 2");
            assertThat(task.task().poll()).isNull();
        }
    }

    @Test
    @DisplayName("because the broker shuts down or ends it on purpose, it is tried again")
    void serverDisconnect() throws Exception {
        FakeBroker.Script shuttingDown = wire -> {
            wire.acceptSubscriber();
            wire.disconnect(0x8B);
        };
        try (FakeBroker broker = FakeBroker.withScripts(shuttingDown, FakeBroker.accepting());
                Logs logs = Logs.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker.url()))) {
            broker.await("subscribed 2");
            assertThat(logs.await("lost")).contains("0x8B server shutting down");
            assertThat(task.task().poll()).isNull();
        }
    }

    @Test
    @DisplayName("between CONNACK and SUBACK, it is tried again")
    void beforeSubAck() throws Exception {
        FakeBroker.Script half = wire -> {
            wire.expect(1);
            wire.connAck(true, 0);
            wire.expect(8);
        };
        try (FakeBroker broker = FakeBroker.withScripts(half, FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker.url()))) {
            broker.await("subscribed 2");
            assertThat(task.metric("connections")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("because the broker fell silent, it is noticed by the keep-alive and tried again")
    void keepAlive() throws Exception {
        FakeBroker.Script silent = wire -> {
            wire.acceptSubscriber();
            wire.staySilent();
        };
        try (FakeBroker broker = FakeBroker.withScripts(silent, FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker.url(), "mqtt.keep.alive.seconds", "1"))) {
            broker.await("subscribed 2");
            assertThat(task.task().poll()).isNull();
        }
    }

    @Test
    @DisplayName("and the session with it, a warning says that messages may be gone")
    void sessionLost() throws Exception {
        FakeBroker.Script fresh = wire -> {
            wire.expect(1);
            wire.connAck(false, 0);
            wire.subAck(1);
            wire.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(wire -> wire.acceptSubscriber(), fresh);
                Logs logs = Logs.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker.url()))) {
            assertThat(logs.await("has lost the session")).startsWith("WARN");
            assertThat(task.metric("connections")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("again and again, nothing of the lost connections stays behind")
    void nothingStaysBehind() throws Exception {
        FakeBroker.Script brief = wire -> {
            wire.acceptSubscriber();
            wire.publish("t", 1, true, "never acknowledged");
        };
        try (FakeBroker broker = FakeBroker.withScripts(brief)) {
            try (RunningTask task = RunningTask.started(RunningTask.settings(broker.url()))) {
                task.poll(4);
            }
            StopTest.assertNoClientIsLeft();
        }
    }

    private static boolean connectsWithin(FakeBroker broker, long ms) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (broker.connections() < 2 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return broker.connections() >= 2;
    }
}
