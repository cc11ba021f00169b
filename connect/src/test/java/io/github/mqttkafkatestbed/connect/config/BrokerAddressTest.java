package io.github.mqttkafkatestbed.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The address of the broker")
class BrokerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "mqtt://broker,                mqtt://broker:1883",
        "mqtts://broker,               mqtts://broker:8883",
        "mqtt://broker:21883/,         mqtt://broker:21883",
        "mqtt://127.0.0.1:1,           mqtt://127.0.0.1:1",
        "mqtt://[::1]:1883,            mqtt://[::1]:1883",
        "mqtt://under_score-1.example, mqtt://under_score-1.example:1883"})
    @DisplayName("is a host and a port; default: 1883, or 8883 for TLS")
    void accepted(String text, String address) {
        assertThat(BrokerAddress.parse(text)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broker", "broker:1883", "tcp://broker", "MQTT://broker", "mqtt://", "mqtt://:1883",
        "mqtt://broker:0", "mqtt://broker:65536", "mqtt://broker:123456", "mqtt://broker:x", "mqtt://broker/path",
        "mqtt://broker?x", "mqtt://a b", "mqtt://a,mqtt://b"})
    @DisplayName("is refused in any other form, with a message that names the allowed ones")
    void refused(String text) {
        assertThatThrownBy(() -> BrokerAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mqtt://host[:port] or mqtts://host[:port]");
    }

    @Test
    @DisplayName("is refused if it contains a user name and a password, which the message does not repeat")
    void userInfo() {
        assertThatThrownBy(() -> BrokerAddress.parse("mqtt://me:s3cret@broker"))
                .hasMessageContaining("mqtt.username").hasMessageNotContaining("s3cret").hasMessageNotContaining("me:");
    }
}
