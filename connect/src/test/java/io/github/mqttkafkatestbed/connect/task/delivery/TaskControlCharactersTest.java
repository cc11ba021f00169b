package io.github.mqttkafkatestbed.connect.task.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@DisplayName("A control character")
class TaskControlCharactersTest {

    private static final String UNSAFE = "\u001b[2J\nforged";
    private static final String SAFE = "\\u001b[2J\\u000aforged";

    private final FakeBroker.Script script = connection -> {
        connection.acceptSubscriber();
        connection.publish("t/" + UNSAFE, 1, false, "not JSON");
        connection.publish("u/" + UNSAFE, 2, false, "unexpected");
        connection.listen();
    };

    @Test
    @DisplayName("of a topic, a filter or the client id is in a log line escaped, and in the record as it is")
    void log() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(script);
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(keyed(broker, "mqtt.topics", "t/" + UNSAFE, "mqtt.client.id", "c" + UNSAFE))) {
            assertThat(RunningTask.header(task.pollAndWrite(1).get(0), "mqtt.topic")).isEqualTo("t/" + UNSAFE);
            logs.await("WARN 1 messages for the dead-letter topic");
            logs.await("does not match, acknowledged and not passed on");
            assertThat(logs.linesWith("t/" + SAFE)).hasSizeGreaterThanOrEqualTo(2);
            assertThat(logs.linesWith("u/" + SAFE)).isNotEmpty();
            assertThat(logs.lines()).noneMatch(line -> line.contains("\u001b") || line.contains("\n"));
            assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                    .anyMatch(name -> name.contains("c" + SAFE)).noneMatch(name -> name.contains("\u001b"));
        }
    }

    @Test
    @DisplayName("of a topic is escaped in the failure of the task")
    void failure() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(keyed(broker, "mqtt.topics", "t/#", "record.key.missing", "fail"))) {
            assertThat(task.pollUntilFailure()).hasMessageContaining("t/" + SAFE).hasMessageNotContaining("\u001b");
        }
    }

    @Test
    @DisplayName("of the broker's reason is escaped in the failure of the task, and so are those of a setting")
    void refusal() throws Exception {
        FakeBroker.Script refusing = connection -> {
            connection.readConnect();
            // CONNACK 0x87 with the reason string ESC [ 2 J (MQTT 5 section 3.2.2.3.9).
            connection.send(new byte[] {0x20, 10, 0, (byte) 0x87, 7, 0x1F, 0, 4, 0x1b, '[', '2', 'J'});
        };
        try (FakeBroker broker = FakeBroker.withScripts(refusing)) {
            assertThatThrownBy(() -> RunningTask.started(RunningTask.settings(broker)).close())
                    .hasMessageContaining("(\\u001b[2J)").hasMessageNotContaining("\u001b");
            assertThatThrownBy(() -> RunningTask.started(RunningTask.settings(broker, "mqtt.topics", "a#" + UNSAFE)).close())
                    .hasMessageContaining(SAFE).hasMessageNotContaining("\u001b");
        }
    }

    private static Map<String, String> keyed(FakeBroker broker, String... namesAndValues) {
        Map<String, String> settings = RunningTask.settings(broker, namesAndValues);
        settings.put("record.key", "json:/id");
        return settings;
    }
}
