package io.github.mqttkafkatestbed.connect.config;

import static io.github.mqttkafkatestbed.connect.config.LeastSettings.problems;
import static io.github.mqttkafkatestbed.connect.config.LeastSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The converters of the configuration")
class ConverterSettingsTest {

    private static final String BYTE_ARRAY = "org.apache.kafka.connect.converters.ByteArrayConverter";
    private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";
    private static final String OWN = "io.github.mqttkafkatestbed.connect.converter.TextOrBytesConverter";

    @ParameterizedTest
    @CsvSource({"bytes, " + BYTE_ARRAY, "string, " + STRING})
    @DisplayName("must have one for values, since a connector cannot see the worker's; the error has the line to add")
    void missingValue(String type, String line) {
        assertThat(problems(with("value.type", type, "value.converter", null))).singleElement().asString()
                .contains("value.converter is missing", "add \"value.converter\": \"" + line + "\"");
        assertThat(problems(with("value.type", type, "value.converter", " "))).hasSize(1);
    }

    @Test
    @DisplayName("must have one for keys, if records have keys")
    void missingKey() {
        assertThat(problems(with("record.key", "json:/id"))).singleElement().asString()
                .contains("key.converter is missing", "add \"key.converter\": \"" + STRING + "\"");
        assertThat(problems(with("record.key", "topic"))).hasSize(1);
        assertThat(problems(with("record.key", "none"))).isEmpty();
        assertThat(problems(with("record.key", "topic", "key.converter", STRING))).isEmpty();
    }

    @Test
    @DisplayName("may lack one for headers, which has a default in Connect that writes text as it is; a warning says so")
    void missingHeader() {
        assertThat(problems(with())).isEmpty();
        assertThat(MqttSourceConfig.of(with()).warnings()).singleElement().asString().contains("header.converter is missing", OWN);
        assertThat(MqttSourceConfig.of(with("header.converter", OWN)).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {BYTE_ARRAY, "ByteArrayConverter", "ByteArray", " ByteArrayConverter\n", OWN, "TextOrBytesConverter"})
    @DisplayName("fit values of bytes, also by an alias of Connect")
    void bytes(String converter) {
        assertThat(problems(with("value.converter", converter))).isEmpty();
        assertThat(problems(with("value.type", "bytes", "value.converter", converter))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {STRING, "StringConverter", "String", "JsonConverter", "org.apache.kafka.connect.json.JsonConverter",
        "io.confluent.connect.avro.AvroConverter", "com.example.ByteArrayConverter", "bytearrayconverter", "ByteArrayConverterX",
        "SimpleHeaderConverter"})
    @DisplayName("do not fit values of bytes if they write anything else; the error names the setting, the converter and the one that fits")
    void notForBytes(String converter) {
        assertThat(problems(with("value.converter", converter))).singleElement().asString()
                .contains("value.converter is " + converter, "value.type=bytes", "must be " + BYTE_ARRAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {STRING, "StringConverter", OWN})
    @DisplayName("fit values of type string")
    void strings(String converter) {
        assertThat(problems(with("value.type", "string", "value.converter", converter))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {BYTE_ARRAY, "ByteArrayConverter", "JsonConverter", "org.apache.kafka.connect.converters.IntegerConverter"})
    @DisplayName("do not fit values of type string if they write anything else")
    void notForStrings(String converter) {
        assertThat(problems(with("value.type", "string", "value.converter", converter))).singleElement().asString()
                .contains("value.converter is " + converter, "value.type=string", "must be " + STRING);
    }

    @ParameterizedTest
    @ValueSource(strings = {BYTE_ARRAY, "JsonConverter", "com.example.StringConverter"})
    @DisplayName("do not fit keys and headers if they do not write text as it is")
    void notForText(String converter) {
        assertThat(problems(with("record.key", "topic", "key.converter", converter))).singleElement().asString()
                .contains("key.converter is " + converter, "must be " + STRING + " or " + OWN);
        assertThat(problems(with("header.converter", converter))).singleElement().asString()
                .contains("header.converter is " + converter, "must be " + OWN + " or " + STRING);
        assertThat(problems(with("key.converter", converter))).as("no keys").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {STRING, "StringConverter", "org.apache.kafka.connect.storage.SimpleHeaderConverter", "Simple", OWN})
    @DisplayName("fit headers if they write text as it is")
    void headers(String converter) {
        assertThat(problems(with("header.converter", converter))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"converter.encoding", "serializer.encoding", "value.serializer.encoding", "key.serializer.encoding"})
    @DisplayName("must write text as UTF-8, which each option of StringConverter can change")
    void encodings(String option) {
        for (String name : new String[] {"key.converter", "value.converter", "header.converter"}) {
            for (String charset : new String[] {"UTF-16", "ISO-8859-1", "US-ASCII", "no such charset", "", "${env:CHARSET}"}) {
                assertThat(problems(strings(name + "." + option, charset))).singleElement().asString()
                        .contains(name + "." + option, charset);
            }
            assertThat(problems(strings(name + "." + option, "utf8"))).isEmpty();
        }
        assertThat(problems(with("value.converter." + option, "UTF-16"))).as("an option of another converter").isEmpty();
    }

    private static Map<String, String> strings(String option, String charset) {
        return with("record.key", "topic", "value.type", "string", "key.converter", STRING, "value.converter", STRING,
                "header.converter", STRING, option, charset);
    }
}
