package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.support.LogCapture;

@DisplayName("The connector")
class MqttSourceConnectorTest {

    @Test
    @DisplayName("is found by plugin.discovery=service_load")
    void service() {
        assertThat(ServiceLoader.load(SourceConnector.class)).hasAtLeastOneElementOfType(MqttSourceConnector.class);
    }

    @Test
    @DisplayName("deals the topic filters out to tasks, whose settings differ in nothing else")
    void tasks() {
        MqttSourceConnector connector = new MqttSourceConnector();
        Map<String, String> settings = Map.of("mqtt.topics", "a,b,c");
        connector.start(settings);
        try (LogCapture logs = LogCapture.ofConnector()) {
            assertThat(connector.taskConfigs(3)).hasSize(3).doesNotHaveDuplicates().allSatisfy(task ->
                    assertThat(task).containsAllEntriesOf(settings).hasSize(2));
            assertThat(connector.taskConfigs(2)).hasSize(2);
            assertThat(logs.lines()).isEmpty();
            assertThat(connector.taskConfigs(4)).hasSize(3);
            assertThat(logs.linesWith("3 tasks are used, one for each topic filter")).hasSize(1);
        }
    }

    @Test
    @DisplayName("uses one task for one topic filter whatever tasks.max is, and logs a warning")
    void oneTask() {
        MqttSourceConnector connector = new MqttSourceConnector();
        Map<String, String> settings = Map.of("tasks.max", "3", "mqtt.topics", "a");
        connector.start(settings);
        try (LogCapture logs = LogCapture.ofConnector()) {
            assertThat(connector.taskConfigs(3)).containsExactly(settings);
            assertThat(logs.linesWith("one task is used")).hasSize(1);
            assertThat(connector.taskConfigs(1)).containsExactly(settings);
            assertThat(logs.lines()).hasSize(1);
        }
        connector.stop();
    }

    @Test
    @DisplayName("does not support exactly-once delivery, and has the same version as its task")
    void properties() {
        MqttSourceConnector connector = new MqttSourceConnector();
        assertThat(connector.exactlyOnceSupport(Map.of())).isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
        assertThat(connector.taskClass()).isEqualTo(MqttSourceTask.class);
        assertThat(connector.version()).isEqualTo(new MqttSourceTask().version()).isNotBlank();
    }

    @Test
    @DisplayName("refuses to set offsets, which would do nothing, and resets those of sessions, with an answer that the position is elsewhere")
    void offsets() {
        MqttSourceConnector connector = new MqttSourceConnector();
        assertThat(connector.alterOffsets(Map.of(), Map.of())).isFalse();
        assertThat(connector.alterOffsets(Map.of(), reset(Map.of("mqtt.client.id", "c")))).isFalse();
        for (Map<String, ?> unknown : List.of(Map.<String, Object>of(), Map.of("a", "b"), Map.of("mqtt.client.id", 1L),
                Map.of("mqtt.client.id", "c", "a", "b"))) {
            assertThatThrownBy(() -> connector.alterOffsets(Map.of(), reset(unknown))).isInstanceOf(ConnectException.class)
                    .hasMessageContaining("no partition " + unknown);
        }
        assertThatThrownBy(() -> connector.alterOffsets(Map.of(), Map.of(Map.of("mqtt.client.id", "c"), Map.of("a", "b"))))
                .isInstanceOf(ConnectException.class).hasMessageContaining("session at the broker");
    }

    private static Map<Map<String, ?>, Map<String, ?>> reset(Map<String, ?> partition) {
        Map<Map<String, ?>, Map<String, ?>> reset = new HashMap<>();
        reset.put(partition, null);
        return reset;
    }
}
