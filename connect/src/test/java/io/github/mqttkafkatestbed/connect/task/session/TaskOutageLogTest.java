package io.github.mqttkafkatestbed.connect.task.session;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.monitoring.MonitoringIntervals;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@DisplayName("The log of an outage of the broker, polled or not,")
class TaskOutageLogTest {

    @Test
    @DisplayName("reminds of it with the reason and the attempts, from the start of the task on, and has its length at the end")
    void reminders() throws Exception {
        CountDownLatch accept = new CountDownLatch(1);
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script script = connection -> {
            if (accept.getCount() > 0) {
                connection.refuseConnect(0x88);
            } else if (lose.getCount() > 0) {
                connection.acceptSubscriber();
                lose.await();
            } else {
                connection.refuseConnect(0x89);
            }
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = started(RunningTask.settings(broker, "subscribe.wait.ms", "0"))) {
            assertThat(logs.await(" failed attempts, the last reason: ")).startsWith("WARN not connected to " + broker.url())
                    .contains("the broker refused the connection with 0x88 server unavailable");
            accept.countDown();
            assertThat(logs.await("connected to " + broker.url() + " and subscribed to [t] after "))
                    .startsWith("INFO").contains("without a connection, ").contains("; the broker has kept the session");
            task.awaitMetric("connected", 1);
            lose.countDown();
            assertThat(logs.await("0x89")).startsWith("WARN not connected to " + broker.url()).contains(" failed attempt");
        }
    }

    @Test
    @DisplayName("says that messages of the last connection must be taken first")
    void waiting() throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script dying = FakeBroker.publishingUntil(lose, "waits");
        try (FakeBroker broker = FakeBroker.withScripts(dying, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector(); RunningTask task = started(RunningTask.settings(broker))) {
            task.awaitMetric("messages-waiting", 1);
            lose.countDown();
            assertThat(logs.await("; a new connection is made once the 1 messages that wait are taken"))
                    .startsWith("WARN not connected to ").contains(", 0 failed attempts, the last reason: ");
            assertThat(payloads(task.poll(1))).containsExactly("waits");
            broker.await("subscribed 2");
        }
    }

    @Test
    @DisplayName("says that the broker does not answer, before any attempt has failed")
    void unanswered() throws Exception {
        CountDownLatch accept = new CountDownLatch(1);
        FakeBroker.Script slow = connection -> {
            connection.acceptConnect(true);
            connection.readSubscribe();
            accept.await();
            connection.sendSubAck(1);
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(slow); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = started(RunningTask.settings(broker, "subscribe.wait.ms", "0"))) {
            assertThat(logs.await(", 0 failed attempts; waiting for the broker's answer")).startsWith("WARN not connected to ");
            accept.countDown();
            task.awaitMetric("connected", 1);
            assertThat(logs.await("subscribed to [t]; ")).startsWith("INFO connected to");
        }
    }

    @Test
    @DisplayName("does not remind of a task that has failed: nobody tries to connect any more")
    void failed() throws Exception {
        try (FakeBroker refusing = FakeBroker.withScripts(FakeBroker.refusing(0x85));
                FakeBroker busy = FakeBroker.withScripts(FakeBroker.refusing(0x88));
                RunningTask failed = started(RunningTask.settings(refusing, "subscribe.wait.ms", "0"))) {
            failed.pollUntilFailure();
            try (LogCapture logs = LogCapture.ofConnector();
                    RunningTask other = started(RunningTask.settings(busy, "subscribe.wait.ms", "0"))) {
                while (logs.linesWith("not connected to " + busy.url()).size() < 5) {
                    assertThat(other.metric("connected")).isZero();
                }
                assertThat(logs.linesWith(refusing.url())).isEmpty();
            }
        }
    }

    private static RunningTask started(Map<String, String> settings) {
        return RunningTask.started(settings, RetryIntervals.DEFAULT, new MonitoringIntervals(5, 60_000, 20));
    }
}
