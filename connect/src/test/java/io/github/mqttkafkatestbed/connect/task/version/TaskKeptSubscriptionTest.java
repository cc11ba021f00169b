package io.github.mqttkafkatestbed.connect.task.version;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.header;
import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

/** A SUBSCRIBE of MQTT 3.1.1 has the broker send all retained messages, also for a subscription that the session has. */
@Timeout(60)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("With MQTT 3.1.1 the subscription of a session")
class TaskKeptSubscriptionTest {

    private static final String SUBSCRIBED = "mqtt.sessions.subscribed";

    /** Resumes the session; {@link #assertNoSubscribe} finds a SUBSCRIBE. */
    private static final FakeBroker.Script RESUMING = connection -> {
        connection.acceptConnect(true);
        connection.publish("t", 9, false, "resumed");
        connection.listen();
    };

    private static final FakeBroker.Script SUBSCRIBING_AGAIN = connection -> {
        connection.acceptConnect(true);
        connection.answerSubscribe(1);
        connection.publish("t", 9, false, "subscribed again");
        connection.listen();
    };

    @Test
    @DisplayName("is not made again after the loss of a connection")
    void reconnected() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), RESUMING);
                RunningTask task = RunningTask.started(settings(broker))) {
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("resumed");
            task.awaitMetric("connections", 2);
            assertNoSubscribe(broker);
        }
    }

    @Test
    @DisplayName("nor by a later task, if the record of the sessions says that the broker has confirmed it")
    void restarted() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.publishing("stored"), RESUMING)) {
            Map<String, String> settings = settings(broker);
            SourceRecord stored = RunningTask.recordOf(settings);
            assertThat(stored.sourceOffset().get(SUBSCRIBED)).isEqualTo("t");
            try (RunningTask task = RunningTask.startedAfter(stored, settings)) {
                SourceRecord next = task.pollAndWrite(1).get(0);
                assertThat(next.value()).isEqualTo("resumed".getBytes());
                assertThat(next.sourceOffset()).isEqualTo(stored.sourceOffset());
                assertNoSubscribe(broker);
            }
        }
    }

    @Test
    @DisplayName("is made again without a record, and if QoS or broker are others than those of the record")
    void changed() throws Exception {
        FakeBroker.Script first = FakeBroker.publishing("stored");
        try (FakeBroker broker = FakeBroker.withScripts(first, SUBSCRIBING_AGAIN);
                FakeBroker other = FakeBroker.withScripts(SUBSCRIBING_AGAIN)) {
            Map<String, String> settings = settings(broker);
            SourceRecord stored = RunningTask.recordOf(settings);
            try (RunningTask task = RunningTask.started(settings)) {
                assertThat(payloads(task.pollAndWrite(1))).containsExactly("subscribed again");
            }
            for (Map<String, String> changed : List.of(with(settings, "mqtt.qos", "0"), with(settings, "mqtt.url", other.url()))) {
                try (RunningTask task = RunningTask.startedAfter(stored, changed)) {
                    assertThat(payloads(task.pollAndWrite(1))).containsExactly("subscribed again");
                }
            }
        }
    }

    @Test
    @DisplayName("is made again in a session that is new, and once more if the broker has not confirmed that")
    void sessionLost() throws Exception {
        FakeBroker.Script dying = connection -> {
            connection.acceptConnect(false);
            connection.readSubscribe();
        };
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), dying, SUBSCRIBING_AGAIN);
                RunningTask task = RunningTask.started(settings(broker))) {
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("subscribed again");
            assertThat(task.metric("sessions-lost")).isOne();
        }
    }

    @Test
    @DisplayName("leaves no session behind if it is refused in a new one: a stored record may say that it was confirmed")
    void refused() throws Exception {
        BlockingQueue<Boolean> clean = new LinkedBlockingQueue<>();
        FakeBroker.Script refusing = connection -> {
            connection.acceptConnect(false);
            clean.add(connection.isClean());
            connection.answerSubscribe(0x80);
            connection.listen();
        };
        FakeBroker.Script ending = connection -> {
            connection.acceptConnect(false);
            clean.add(connection.isClean());
            connection.listen();
        };
        RetryIntervals intervals = new RetryIntervals(1, 10, 10, 1, 2, 1, 300_000);
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), refusing, ending, refusing, ending, SUBSCRIBING_AGAIN);
                RunningTask task = RunningTask.started(settings(broker), intervals)) {
            for (boolean expected : List.of(false, true, false, true)) {
                assertThat(clean.poll(15, TimeUnit.SECONDS)).isEqualTo(expected);
            }
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("subscribed again");
            assertThat(task.metric("sessions-lost")).as("once, before the refusals").isOne();
        }
    }

    @Test
    @DisplayName("brings a retained message of a real broker once, however often the session is resumed")
    void retained(EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(MqttVersion.V3_1_1, broker);
        broker.publish(Mqtt5Publish.builder().topic(RunningTask.topic(settings)).qos(MqttQos.AT_LEAST_ONCE)
                .payload("retained".getBytes()).retain(true).build());
        SourceRecord stored;
        try (RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> records = task.pollAndWrite(1);
            assertThat(header(records.get(0), "mqtt.retained")).isEqualTo("true");
            broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("stored"));
            stored = task.pollAndWrite(1).get(0);
        }
        try (RunningTask task = RunningTask.startedAfter(stored, settings)) {
            broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("marker"));
            assertThat(payloads(task.pollAndWrite(1))).containsExactly("marker");
        }
        // Clean-up: an empty retained message removes the retained one (MQTT 5 section 3.3.1.3).
        broker.publish(Mqtt5Publish.builder().topic(RunningTask.topic(settings)).retain(true).build());
    }

    private static void assertNoSubscribe(FakeBroker broker) throws InterruptedException {
        assertThat(broker.eventsUntil("puback 9")).doesNotContain("packet type 8");
    }

    private static Map<String, String> settings(FakeBroker broker, String... namesAndValues) {
        return RunningTask.settings(MqttVersion.V3_1_1, broker, namesAndValues);
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put(name, value);
        return changed;
    }
}
