package io.github.mqttkafkatestbed.connect.task.version;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

/** An UNSUBACK of MQTT 5 has a code for each topic filter (section 3.11.3), one of MQTT 3.1.1 has none. */
@Timeout(60)
@DisplayName("With MQTT 5 a topic filter that is taken out of the configuration")
class TaskUnsubAckTest {

    @Test
    @DisplayName("and in no record is named by the warning, if the broker says which existed")
    void named() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(leftOver(0x11, 0x11, 0x11, 0, 0x11));
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            assertThat(logs.await("WARN unsubscribed from")).contains("unsubscribed from +:");
            broker.await("puback 1");
            assertThat(task.metric("messages-unexpected")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("and is of a shared subscription that no record names goes on, and the warning says so")
    void unrecordedShare() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(leftOver(0x11, 0x11, 0x11, 0x11, 0x11));
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            assertThat(logs.await("WARN the session has none of 5")).contains("a shared one sends them");
            assertThat(task.metric("messages-unexpected")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("and in no record goes on if the broker refuses to end it, and the warning says so")
    void unrecordedRefused() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(leftOver(0x87, 0x87, 0x87, 0x87, 0x87));
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            assertThat(logs.await("WARN the broker refused to end")).contains("0x87 not authorized");
            assertThat(task.metric("messages-unexpected")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("and in no record goes on if an UNSUBSCRIBE is larger than the broker takes, and the warning says so; others end")
    void unrecordedTooLong() throws Exception {
        CountDownLatch warned = new CountDownLatch(1);
        FakeBroker.Script script = connection -> {
            connection.acceptConnectWithMaximumPacketSize(60);
            connection.answerSubscribe(1);
            connection.publish("o".repeat(40), 1, false, "its filters do not fit into 60 bytes");
            warned.await();
            connection.publish("old", 2, false, "unexpected");
            connection.answerUnsubscribe(0x11, 0x11, 0x11, 0, 0x11);
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            logs.await("WARN the subscription that sends the messages of topic " + "o".repeat(40) + " cannot be searched for");
            warned.countDown();
            logs.await("WARN unsubscribed from +");
            assertThat(task.metric("messages-unexpected")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("stays in the record while the broker refuses to end it, and its messages are not passed on")
    void refused() throws Exception {
        FakeBroker.Script both = connection -> {
            connection.acceptConnect(true);
            connection.answerSubscribe(1, 1);
            connection.publish("t", 1, false, "stored");
            connection.listen();
        };
        FakeBroker.Script refusing = connection -> {
            connection.acceptConnect(true);
            connection.answerUnsubscribe(0x87);
            connection.answerSubscribe(1);
            connection.publish("old", 1, false, "unexpected");
            connection.publish("t", 2, false, "expected");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(both, refusing); LogCapture logs = LogCapture.ofConnector()) {
            Map<String, String> settings = RunningTask.settings(broker, "mqtt.topics", "t,old");
            SourceRecord stored;
            try (RunningTask task = RunningTask.startedWithOneSession(settings)) {
                stored = task.pollAndWrite(1).get(0);
            }
            settings.put("mqtt.topics", "t");
            try (RunningTask task = RunningTask.startedAfter(stored, settings)) {
                List<SourceRecord> records = task.pollAndWrite(1);
                assertThat(payloads(records)).containsExactly("expected");
                assertThat(records.get(0).sourceOffset()).asString().contains("t,old");
                assertThat(logs.linesWith("WARN the broker refused to end the subscription to [old]")).hasSize(1);
                broker.await("puback 1");
            }
        }
    }

    private static FakeBroker.Script leftOver(int... codes) {
        return connection -> {
            connection.acceptSubscriber();
            connection.publish("old", 1, false, "unexpected");
            connection.answerUnsubscribe(codes);
            connection.listen();
        };
    }
}
