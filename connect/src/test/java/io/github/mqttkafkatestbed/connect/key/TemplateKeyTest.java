package io.github.mqttkafkatestbed.connect.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.mqttkafkatestbed.connect.support.TestMessages;

@DisplayName("A record key made of several parts")
class TemplateKeyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{topic:2}-{json:/id}            | line 1-42",
        "{topic}                         | site/line 1//temp",
        "{topic:1}{topic:4}              | sitetemp",
        "a {topic:3} b                   | a  b",
        "{property:unit}: {json:/a/0}    | °C: true",
        "{json:/a/1}/{json:/a/1}         | x/x",
        "topic:{topic:1}, none           | topic:site, none"})
    @DisplayName("has text and parts in the order of the setting; an empty level is an empty text")
    void parts(String setting, String expected) throws RecordKeyException {
        assertThat(key(setting)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "x{topic:5}          | MISSING | The MQTT topic has no level 5.",
        "x{json:/b}          | MISSING | The payload has no /b.",
        "{topic}{property:b} | MISSING | The message has no user property b.",
        "x{json:/a}          | INVALID | The payload's /a is neither a string nor a number nor a boolean."})
    @DisplayName("is missing or invalid if one of them is, whatever the others are")
    void missing(String setting, RecordKeyException.Problem problem, String detail) {
        assertThatThrownBy(() -> key(setting)).isInstanceOfSatisfying(RecordKeyException.class,
                failure -> assertThat(failure.problem()).isEqualTo(problem)).hasMessage(detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{json:id}         | after json: must come a JSON Pointer that begins with /",
        "{}                | {} is none of {topic}, {topic:<level>}, {json:<JSON Pointer>} and {property:<user property>}",
        "{id}              | {id} is none of",
        "{none}            | {none} is none of",
        "{topic:}          | {topic:} is none of",
        "{topic:1.5}       | {topic:1.5} is none of",
        "{topic:65537}     | {topic:65537} must have a level from 1 to 65536",
        "{topic:0}         | {topic:0} must have a level from 1 to 65536",
        "{topic:9999999999} | {topic:9999999999} must have a level from 1 to 65536",
        "{property:}       | {property:} is none of",
        "{topic            | must have braces around its parts only, in pairs",
        "{topic}}          | must have braces around its parts only, in pairs",
        "a}{topic}         | must have braces around its parts only, in pairs",
        "{{topic}}         | must have braces around its parts only, in pairs"})
    @DisplayName("is refused if a part is unknown or a brace has no other, with a message that names it")
    void refused(String setting, String message) {
        assertThatThrownBy(() -> RecordKeyParser.parse(setting)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    @DisplayName("is not what begins as one of the other forms: a pointer or a name may have braces")
    void otherForms() {
        assertThat(RecordKeyParser.parse("json:/{topic}")).isInstanceOf(JsonKey.class);
        assertThat(RecordKeyParser.parse("property:{topic}")).isEqualTo(new PropertyKey("{topic}"));
    }

    private static String key(String setting) throws RecordKeyException {
        String payload = "{\"id\":42,\"a\":[true,\"x\"]}";
        return RecordKeyParser.parse(setting).of(
                TestMessages.of("site/line 1//temp", MqttQos.AT_LEAST_ONCE, payload, "unit", "°C"),
                payload.getBytes(StandardCharsets.UTF_8));
    }
}
