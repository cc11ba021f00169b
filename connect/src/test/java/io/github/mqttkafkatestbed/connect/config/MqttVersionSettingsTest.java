package io.github.mqttkafkatestbed.connect.config;

import static io.github.mqttkafkatestbed.connect.config.LeastSettings.problems;
import static io.github.mqttkafkatestbed.connect.config.LeastSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The version of MQTT")
class MqttVersionSettingsTest {

    @Test
    @DisplayName("is 5 unless the settings say 3.1.1, and has no other value")
    void values() {
        assertThat(MqttSourceConfig.of(with()).version()).isEqualTo(MqttVersion.V5);
        assertThat(MqttSourceConfig.of(with("mqtt.version", "3.1.1")).version()).isEqualTo(MqttVersion.V3_1_1);
        assertThat(problems(with("mqtt.version", "4"))).singleElement().asString().contains("mqtt.version", "4", "5, 3.1.1");
    }

    @ParameterizedTest
    @CsvSource({"mqtt.retain.handling,0,1", "mqtt.retain.handling,2,1", "mqtt.receive.maximum,10,65535",
            "mqtt.maximum.packet.size,2048,268435460"})
    @DisplayName("3.1.1 has only one value of some settings, and the error names it")
    void fixed(String name, String value, String only) {
        assertThat(problems(with(name, value))).isEmpty();
        assertThat(problems(with(name, only, "mqtt.version", "3.1.1"))).isEmpty();
        assertThat(problems(with(name, value, "mqtt.version", "3.1.1"))).containsExactly(
                name + " is " + value + " and must be " + only + " with mqtt.version=3.1.1, which has no other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"property:device", "{topic}-{property:device}"})
    @DisplayName("3.1.1 has no user properties that could be a key")
    void key(String key) {
        String converter = "org.apache.kafka.connect.storage.StringConverter";
        assertThat(problems(with("record.key", key, "key.converter", converter))).isEmpty();
        assertThat(problems(with("record.key", key, "key.converter", converter, "mqtt.version", "3.1.1")))
                .containsExactly("record.key is " + key + " and must be without property: with mqtt.version=3.1.1, whose messages"
                        + " have no properties");
        assertThat(problems(with("record.key", "{topic}-{json:/id}", "key.converter", converter, "mqtt.version", "3.1.1")))
                .isEmpty();
    }

    @Test
    @DisplayName("3.1.1 allows an expiry of the session, which has no effect")
    void expiry() {
        assertThat(problems(with("mqtt.session.expiry.seconds", "600", "mqtt.version", "3.1.1"))).isEmpty();
    }
}
