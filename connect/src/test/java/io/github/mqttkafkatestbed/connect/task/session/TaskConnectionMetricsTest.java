package io.github.mqttkafkatestbed.connect.task.session;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@DisplayName("The metrics of the connection")
class TaskConnectionMetricsTest {

    @Test
    @DisplayName("say whether the task is connected, also if the broker is away at the start and later")
    void connected() throws Exception {
        CountDownLatch accept = new CountDownLatch(1);
        CountDownLatch lose = new CountDownLatch(1);
        CountDownLatch acceptAgain = new CountDownLatch(1);
        FakeBroker.Script first = connection -> {
            connection.acceptConnect(true);
            connection.readSubscribe();
            accept.await();
            connection.sendSubAck(1);
            lose.await();
        };
        FakeBroker.Script second = connection -> {
            connection.readConnect();
            acceptAgain.await();
            connection.sendConnAck(true);
            connection.answerSubscribe(1);
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.refusing(0x88), first, second);
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "subscribe.wait.ms", "0"))) {
            broker.await("connect 2");
            assertThat(task.metric("connected")).isZero();
            assertThat(task.metric("connected-since")).isZero();

            long before = System.currentTimeMillis();
            accept.countDown();
            task.awaitMetric("connected", 1);
            long since = task.metric("connected-since");
            assertThat(since).isBetween(before, System.currentTimeMillis());

            lose.countDown();
            broker.await("connect 3");
            assertThat(task.metric("connected")).isZero();
            assertThat(task.metric("connected-since")).isZero();

            acceptAgain.countDown();
            task.awaitMetric("connected", 1);
            assertThat(task.metric("connected-since")).isGreaterThanOrEqualTo(since);
            task.task().stop();
            assertThat(task.metric("connected")).isZero();
        }
    }

    @Test
    @DisplayName("have size and age of what is not acknowledged, until its PUBACK is written")
    void unacknowledged() throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.publish("t", 0, false, "QoS 0");
            connection.publish("t", 1, false, "1".repeat(1_000));
            connection.publish("t", 2, false, "2".repeat(2_000));
            connection.listenWhile(() -> {
                lose.await();
                connection.disconnect(0x8B);
            });
        };
        try (FakeBroker broker = FakeBroker.withScripts(script, FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            List<SourceRecord> records = task.poll(3);
            task.awaitMetric("unacknowledged-bytes", 3_000);
            assertThat(task.metric("unacknowledged-bytes")).isLessThan(6_000);
            task.awaitMetric("oldest-unacknowledged-ms", 20);

            task.written(records.subList(2, 3));
            task.written(records.subList(0, 1));
            assertThat(task.metric("unacknowledged-bytes")).as("in the order of the messages").isGreaterThan(3_000);
            task.written(records.subList(1, 2));
            broker.await("puback 2");
            task.awaitZero("unacknowledged-bytes");
            assertThat(task.metric("oldest-unacknowledged-ms")).isZero();
            lose.countDown();
        }
    }

    @Test
    @DisplayName("have nothing of a lost connection: the broker sends its messages again")
    void ofThisConnection() throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script script = FakeBroker.publishingUntil(lose, "1");
        try (FakeBroker broker = FakeBroker.withScripts(script, FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            assertThat(payloads(task.poll(1))).containsExactly("1");
            task.awaitMetric("unacknowledged-bytes", 1);
            lose.countDown();
            broker.await("subscribed 2");
            assertThat(task.metric("unacknowledged-bytes")).isZero();
            assertThat(task.metric("oldest-unacknowledged-ms")).isZero();
        }
    }

    @Test
    @DisplayName("have what arrived by topic filter, a shared subscription under its own text, and of what no filter matches")
    void byFilter() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptConnect(true);
            connection.answerSubscribe(1, 1, 1);
            for (String topic : List.of("a/1", "b", "a/2", "c/d", "other")) {
                connection.publish(topic, 0, false, topic);
            }
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.startedWithOneSession(
                        RunningTask.settings(broker, "mqtt.topics", "a/+,b,$share/g/c/#"))) {
            task.poll(4);
            task.awaitMetric("messages-unexpected", 1);
            assertThat(task.metric("filter-messages-received", "filter", "a/+")).isEqualTo(2);
            assertThat(task.metric("filter-messages-received", "filter", "b")).isEqualTo(1);
            assertThat(task.metric("filter-messages-received", "filter", "$share/g/c/#")).isEqualTo(1);
            assertThat(task.metric("messages-received")).isEqualTo(5);
        }
    }
}
