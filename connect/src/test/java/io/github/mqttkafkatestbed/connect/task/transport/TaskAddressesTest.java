package io.github.mqttkafkatestbed.connect.task.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeConnection;
import io.github.mqttkafkatestbed.connect.support.broker.FreePort;

@Timeout(60)
@DisplayName("Several addresses of the broker")
class TaskAddressesTest {

    private static final long HOUR = 3_600_000;
    private static final RetryIntervals NEVER = new RetryIntervals(HOUR, HOUR, HOUR, HOUR, HOUR, HOUR, HOUR);
    private static final RetryIntervals SOON = new RetryIntervals(10, 10, 10, 10, 20, 10, 300_000);

    @Test
    @DisplayName("are tried in turn, without a wait between them")
    void inTurn() throws Exception {
        try (FakeBroker closing = FakeBroker.withScripts(FakeConnection::closeGently);
                FakeBroker broker = FakeBroker.withScripts(FakeBroker.publishing("1"))) {
            String urls = nobody() + ", " + closing.url() + "," + broker.url();
            try (LogCapture logs = LogCapture.ofConnector();
                    RunningTask task = RunningTask.started(RunningTask.settings(urls, "mqtt.topics", "t"), NEVER)) {
                assertThat(RunningTask.payloads(task.poll(1))).containsExactly("1");
                assertThat(logs.await("connected to")).contains("connected to " + broker.url() + " ");
            }
            assertThat(closing.connections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("make a round, and only after it there is a wait, with the reasons of all")
    void round() throws Exception {
        String first = nobody();
        String second = nobody();
        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(
                RunningTask.settings(first + "," + second, "subscribe.wait.ms", "0"), NEVER)) {
            assertThat(logs.await("no connection to")).contains(first + ": ").contains("; " + second + ": ");
            assertThat(task.metric("connections")).isZero();
        }
    }

    @Test
    @DisplayName("are left in favour of the one that had the connection, which is tried first after its loss, then the others")
    void lost() throws Exception {
        try (FakeBroker first = FakeBroker.withScripts(FakeConnection::closeGently);
                FakeBroker second = FakeBroker.withScripts(connection -> {
                    connection.acceptSubscriber();
                    connection.closeGently();
                }, FakeConnection::closeGently, FakeConnection::closeGently, FakeBroker.publishing("1"))) {
            try (RunningTask task = RunningTask.started(
                    RunningTask.settings(first.url() + "," + second.url(), "mqtt.topics", "t"), SOON)) {
                assertThat(RunningTask.payloads(task.poll(1))).containsExactly("1");
                task.awaitMetric("connections", 2);
            }
            assertThat(first.connections()).isBetween(2, 4);
        }
    }

    @Test
    @DisplayName("are not tried further if one refuses the client: the others would do the same")
    void refused() throws Exception {
        try (FakeBroker refusing = FakeBroker.withScripts(FakeBroker.refusing(0x87));
                FakeBroker other = FakeBroker.withScripts(FakeBroker.publishing("1"))) {
            assertThatThrownBy(() -> RunningTask.started(RunningTask.settings(refusing.url() + "," + other.url()), NEVER))
                    .hasMessageContaining(refusing.url() + ": the broker refused the connection with");
            assertThat(other.connections()).isZero();
        }
    }

    private static String nobody() {
        return "mqtt://127.0.0.1:" + FreePort.find();
    }
}
