package io.github.mqttkafkatestbed.connect.address;

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
        "mqtt://under_score-1.example, mqtt://under_score-1.example:1883",
        "ws://broker,                  ws://broker:80/",
        "wss://broker/mqtt,            wss://broker:443/mqtt",
        "ws://[::1]:8080/a/b-1.2,      ws://[::1]:8080/a/b-1.2"})
    @DisplayName("is a host and a port, by default that of the scheme, and for WebSocket a path")
    void accepted(String text, String address) {
        assertThat(BrokerAddresses.parse(text)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broker", "broker:1883", "tcp://broker", "MQTT://broker", "mqtt://", "mqtt://:1883",
        "mqtt://broker:0", "mqtt://broker:65536", "mqtt://broker:123456", "mqtt://broker:x", "mqtt://broker/path",
        "mqtt://broker?x", "mqtt://a b", "mqtt://a;mqtt://b", "mqtt://a,", "mqtt://a,b", "ws://broker/?x", "ws://broker/%20",
        "ws://broker/a b", "wss://broker:443mqtt"})
    @DisplayName("is refused in any other form, with a message that names the allowed ones")
    void refused(String text) {
        assertThatThrownBy(() -> BrokerAddresses.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mqtt://host[:port], mqtts://host[:port]");
    }

    @Test
    @DisplayName("is refused if it contains a user name and a password, which the message does not repeat")
    void userInfo() {
        assertThatThrownBy(() -> BrokerAddresses.parse("mqtt://a, mqtt://me:s3cret@broker"))
                .hasMessageContaining("mqtt.username").hasMessageNotContaining("s3cret").hasMessageNotContaining("me:");
    }

    @Test
    @DisplayName("is refused for WebSocket if the host name has an underscore, which the client does not take there")
    void underscore() {
        assertThatThrownBy(() -> BrokerAddresses.parse("ws://a_b")).hasMessageContaining("underscore");
    }

    @Test
    @DisplayName("may be several, in their order, with or without WebSocket")
    void several() {
        assertThat(BrokerAddresses.parse("mqtts://b , wss://a/mqtt")).hasToString("mqtts://b:8883,wss://a:443/mqtt");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mqtt://a,mqtt://a:1883  | must not have an address twice",
        "mqtts://a,mqtt://a      | must have TLS at all addresses or at none",
        "wss://a/mqtt,ws://a/mqtt| must have TLS at all addresses or at none"})
    @DisplayName("is refused if it is there twice, or encrypted beside one that is not")
    void badTogether(String text, String problem) {
        assertThatThrownBy(() -> BrokerAddresses.parse(text)).hasMessage(problem);
    }

    @Test
    @DisplayName("is that of the same broker if one of several is the same")
    void sameBroker() {
        BrokerAddresses now = BrokerAddresses.parse("mqtt://a,mqtt://b");
        assertThat(now.shareOneWith("mqtt://b:1883,mqtt://c:1883")).isTrue();
        assertThat(now.shareOneWith("mqtt://c:1883")).isFalse();
    }
}
