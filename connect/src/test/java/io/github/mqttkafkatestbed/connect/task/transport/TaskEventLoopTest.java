package io.github.mqttkafkatestbed.connect.task.transport;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.ClientLeaks;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@DisplayName("The connections of a task")
class TaskEventLoopTest {

    private static final RetryIntervals AT_ONCE = new RetryIntervals(1, 1, 30_000, 10_000, 60_000, 15_000, 300_000);

    @Parameter
    MqttVersion version;

    @Test
    @DisplayName("have one thread, which ends with the last of them")
    void oneThread() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.accepting())) {
            try (RunningTask task = RunningTask.startedWithSessions(settings(broker, "t,u,v"))) {
                assertThat(task.metric("connections")).isEqualTo(3);
                assertThat(threads()).isOne();
            }
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("go on when one of them is lost, and it is made anew beside them")
    void lost() throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        FakeBroker.Script lasting = connection -> {
            connection.acceptSubscriber();
            lost.await();
            connection.publishAll("after the loss");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.publishingUntil(lose), lasting, FakeBroker.accepting())) {
            try (RunningTask task = RunningTask.startedWithSessions(settings(broker, "t,u"))) {
                lose.countDown();
                broker.await("subscribed 3");
                lost.countDown();
                assertThat(payloads(task.pollAndWrite(1))).containsExactly("after the loss");
                broker.await("puback 1");
                task.awaitMetric("connected", 1);
                assertThat(threads()).isOne();
            }
            broker.await("disconnect 2");
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("are not held back by one whose broker accepts it and then hangs, and a stop is not either")
    void hanging() throws Exception {
        FakeBroker.Script deaf = connection -> {
            connection.acceptSubscriber();
            connection.staySilent();
            new CountDownLatch(1).await();
        };
        try (FakeBroker broker = FakeBroker.withScripts(deaf, FakeBroker.publishing("beside it"))) {
            RunningTask task = RunningTask.startedWithSessions(settings(broker, "t,u"));
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("beside it");
            broker.await("puback 1");
            stopSoon(task);
            broker.await("disconnect 2");
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("are not held back by an attempt to make another, and a stop is not either")
    void connecting() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(connection -> connection.staySilent(), FakeBroker.publishing("beside it"))) {
            Map<String, String> settings = settings(broker, "t,u");
            settings.put("subscribe.wait.ms", "0");
            RunningTask task = RunningTask.startedWithSessions(settings);
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("beside it");
            broker.await("puback 1");
            stopSoon(task);
            broker.await("disconnect 2");
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("leave no timer when they are lost, which would keep them and their messages in memory until the session expires")
    void timers() throws Exception {
        FakeBroker.Script losing = FakeBroker.losing();
        try (FakeBroker broker = FakeBroker.withScripts(losing, losing, losing, FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker), AT_ONCE)) {
            broker.await("subscribed 4");
            task.awaitMetric("connected", 1);
            // The client's ping, and the gate's sign of life.
            assertThat(ClientLeaks.timers()).isLessThanOrEqualTo(2);
        }
    }

    private Map<String, String> settings(FakeBroker broker, String filters) {
        return RunningTask.settings(version, broker, "mqtt.topics", filters);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mqtt-connections-")).count();
    }

    /** Stops the task, in less time than Connect allows (task.shutdown.graceful.timeout.ms, 5 s). */
    private static void stopSoon(RunningTask task) {
        long begin = System.nanoTime();
        task.close();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).as("ms for stop()").isLessThan(3_500);
    }
}
