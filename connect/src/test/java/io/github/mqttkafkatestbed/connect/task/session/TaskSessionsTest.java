package io.github.mqttkafkatestbed.connect.task.session;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.MqttSourceConnector;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.ClientLeaks;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("With several topic filters")
class TaskSessionsTest {

    @Parameter
    MqttVersion version;

    @Test
    @DisplayName("each has a session of its own, whose messages stay in order and wait in it while no task holds it")
    void ownSessions(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = settings(broker, "a", "b");
        try (RunningTask task = RunningTask.started(settings)) {
            publish(broker, settings, "a", 0, 100);
            publish(broker, settings, "b", 0, 100);
            assertInOrder(task.pollAndWrite(200), 0, 100);
            assertThat(task.metric("connections")).isEqualTo(2);
            assertThat(task.metric("connected")).isOne();
        }
        publish(broker, settings, "b", 100, 110);
        publish(broker, settings, "a", 100, 110);
        try (RunningTask task = RunningTask.started(settings)) {
            assertInOrder(task.pollAndWrite(20), 100, 110);
        }
        ClientLeaks.assertNone();
    }

    @Test
    @DisplayName("one that is taken out leaves no session: what waits in it is passed on, then the broker has it no more")
    void ended(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = settings(broker, "a", "b");
        SourceRecord stored = storedBy(settings, broker);
        publish(broker, settings, "b", 1, 500);
        Map<String, String> one = with(settings, "a");
        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.startedAfter(stored, one)) {
            List<SourceRecord> records = new ArrayList<>(task.pollAndWrite(499));
            assertInOrder(records, 1, 500);
            String ended = logs.await("INFO ended the session ");
            assertThat(ended).contains("the messages that waited in it are in Kafka");
            String clientId = ended.split(" ")[4];
            assertThat(clientId).startsWith(settings.get("mqtt.client.id") + "-");
            assertThat(isSessionPresent(broker, clientId)).isFalse();

            publish(broker, settings, "b", 500, 501);
            publish(broker, settings, "a", 500, 501);
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("a 500");
            assertThat(logs.linesWith("WARN")).isEmpty();
        }
    }

    @Test
    @DisplayName("one that is taken out while its messages cannot be written keeps its session until they are")
    void endedLater(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = settings(broker, "a", "b");
        SourceRecord stored = storedBy(settings, broker);
        publish(broker, settings, "b", 1, 3);
        Map<String, String> one = with(settings, "a");
        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.startedAfter(stored, one)) {
            List<SourceRecord> records = task.poll(2);
            assertThat(payloads(records)).containsExactly("b 1", "b 2");
            task.written(records.subList(0, 1));
            assertThat(logs.linesWith("ended the session")).isEmpty();
        }
        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.startedAfter(stored, one)) {
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("b 2");
            logs.await("ended the session");
        }
    }

    @Test
    @DisplayName("the session that had them all, and that no record has, ends; what waits in it is passed on")
    void unrecorded(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = settings(broker, "a", "b");
        RunningTask.startedWithOneSession(settings).close();
        publish(broker, settings, "b", 0, 1);
        try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(settings)) {
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("b 0");
            logs.await("INFO ended the session " + settings.get("mqtt.client.id") + " of");
            publish(broker, settings, "b", 1, 2);
            publish(broker, settings, "a", 0, 1);
            assertThat(payloads(task.pollAndWrite(2))).containsExactlyInAnyOrder("b 1", "a 0");
        }
    }

    @Test
    @DisplayName("a task of another number of tasks takes the sessions over, while the one before is stopping")
    void takenOver(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = settings(broker, "a", "b", "d");
        RetryIntervals intervals = new RetryIntervals(3_600_000, 3_600_000, 10, 1, 2, 3_600_000, 300_000);
        RunningTask one = RunningTask.started(settings, intervals);
        publish(broker, settings, "b", 0, 10);
        assertThat(one.poll(1)).isNotEmpty();
        List<Map<String, String>> two = tasks(settings, 2);
        try (RunningTask first = RunningTask.started(two.get(0), intervals);
                RunningTask second = RunningTask.started(two.get(1), intervals)) {
            one.close();
            assertThat(first.metric("connections")).isEqualTo(2);
            assertThat(second.metric("connections")).isEqualTo(1);
            publish(broker, settings, "b", 10, 20);
            assertInOrder(second.pollAndWrite(20), 0, 20);
            publish(broker, settings, "a", 0, 1);
            assertThat(payloads(first.pollAndWrite(1))).containsExactly("a 0");
            assertThat(first.metric("connected")).isOne();
        }
    }

    @Test
    @DisplayName("the task is connected once all sessions are, and fails if the broker refuses one of them")
    void refused() throws Exception {
        FakeBroker.Script accepting = FakeBroker.accepting();
        String identifier = version == MqttVersion.V5 ? "0x85" : "return code 2";
        int busy = version == MqttVersion.V5 ? 0x88 : 3;
        try (FakeBroker broker = FakeBroker.withScripts(accepting,
                FakeBroker.refusing(version == MqttVersion.V5 ? 0x85 : 2))) {
            assertThatThrownBy(() -> RunningTask.startedWithSessions(RunningTask.settings(version, broker, "mqtt.topics", "t,u")).close())
                    .isInstanceOf(ConnectException.class).hasMessageContaining(identifier);
        }
        try (FakeBroker broker = FakeBroker.withScripts(accepting, FakeBroker.refusing(busy));
                RunningTask task = RunningTask.startedWithSessions(
                        RunningTask.settings(version, broker, "mqtt.topics", "t,u", "subscribe.wait.ms", "500"))) {
            assertThat(task.metric("connections")).isOne();
            assertThat(task.metric("connected")).isZero();
        }
    }

    @Test
    @DisplayName("the sessions of a task share the bytes that may be unacknowledged")
    void memory() throws Exception {
        String[] messages = IntStream.range(0, 300).mapToObj(number -> "x".repeat(4_096)).toArray(String[]::new);
        CountDownLatch subscribed = new CountDownLatch(1);
        try (FakeBroker broker = FakeBroker.withScripts(connection -> {
                    connection.acceptSubscriber();
                    // Messages that come with the SUBACK have the larger limit of the time before it.
                    subscribed.await();
                    connection.publishAll(messages);
                    connection.listen();
                });
                RunningTask task = RunningTask.startedWithSessions(RunningTask.settings(version, broker, "mqtt.topics", "t,u"))) {
            subscribed.countDown();
            task.awaitMetric("unacknowledged-bytes", 1_048_576);
            // Besides, for each of them: two messages, and two reads of at most 64 KiB.
            assertThat(task.metric("unacknowledged-bytes")).isLessThan(1_048_576 + 2 * (2 * 5_000 + 2 * 65_536));
            assertThat(task.pollAndWrite(600)).hasSize(600);
        }
    }

    private static List<Map<String, String>> tasks(Map<String, String> settings, int count) {
        MqttSourceConnector connector = new MqttSourceConnector();
        connector.start(settings);
        return connector.taskConfigs(count);
    }

    private Map<String, String> settings(EmbeddedBroker.Running broker, String... filters) {
        return with(RunningTask.settings(version, broker), filters);
    }

    private static Map<String, String> with(Map<String, String> settings, String... filters) {
        Map<String, String> changed = new HashMap<>(settings);
        String id = settings.get("mqtt.client.id");
        changed.put("mqtt.topics", String.join(",", List.of(filters).stream().map(filter -> id + "/" + filter).toList()));
        return changed;
    }

    /** Publishes messages whose payloads have the filter and a number. */
    private static void publish(EmbeddedBroker.Running broker, Map<String, String> settings, String filter, int from, int to) {
        broker.publish(settings.get("mqtt.client.id") + "/" + filter, MqttQos.AT_LEAST_ONCE,
                IntStream.range(from, to).mapToObj(number -> filter + " " + number).toList());
    }

    private static SourceRecord storedBy(Map<String, String> settings, EmbeddedBroker.Running broker)
            throws InterruptedException {
        try (RunningTask task = RunningTask.started(settings)) {
            publish(broker, settings, "b", 0, 1);
            return task.pollAndWrite(1).get(0);
        }
    }

    /** Asserts that the records of each filter have all numbers, in order; repeated ones are left out. */
    private static void assertInOrder(List<SourceRecord> records, int from, int to) {
        Map<String, List<Integer>> byFilter = new HashMap<>();
        for (String payload : payloads(records)) {
            String[] parts = payload.split(" ");
            List<Integer> numbers = byFilter.computeIfAbsent(parts[0], filter -> new ArrayList<>());
            if (!numbers.contains(Integer.valueOf(parts[1]))) {
                numbers.add(Integer.valueOf(parts[1]));
            }
        }
        assertThat(byFilter.values()).isNotEmpty()
                .allSatisfy(numbers -> assertThat(numbers).isEqualTo(IntStream.range(from, to).boxed().toList()));
    }

    private static boolean isSessionPresent(EmbeddedBroker.Running broker, String clientId) {
        URI address = URI.create(broker.url());
        Mqtt5BlockingClient client = Mqtt5Client.builder().identifier(clientId).serverHost(address.getHost())
                .serverPort(address.getPort()).buildBlocking();
        boolean present = client.connectWith().cleanStart(false).send().isSessionPresent();
        client.disconnect();
        return present;
    }
}
