package io.github.mqttkafkatestbed.connect.key;

import static io.github.mqttkafkatestbed.connect.key.RecordKeyException.Problem.INVALID;
import static io.github.mqttkafkatestbed.connect.key.RecordKeyException.Problem.MISSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonPointer;
import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.support.TestMessages;

@DisplayName("The key in a JSON payload")
class JsonKeyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
        "/id    | {\"id\":\"3DF92-192\",\"x\":12.5}     | 3DF92-192",
        "/id    | {\"a\":{\"id\":\"no\"},\"id\":\"yes\"} | yes",
        "/id    | {\"id\":\"\"}                          | ''",
        "/id    | {\"id\":\"first\",\"id\":\"last\"}     | last",
        "/id    | {\"id\":\"\\u00e9\\n\"}                | 'é\n'",
        "/id    | {\"id\":12.50}                         | 12.50",
        "/id    | {\"id\":-1e400}                        | -1e400",
        "/id    | {\"id\":true}                          | true",
        "/a/b/0 | {\"a\":{\"b\":[\"x\",\"y\"]}}          | x",
        "/a/1/c | {\"a\":[[],{\"c\":\"z\"}]}             | z",
        "/a~1b  | {\"a/b\":\"slash\"}                    | slash",
        "/a~0b  | {\"a~b\":\"tilde\"}                    | tilde",
        "''     | \"all\"                                | all"})
    @DisplayName("is the text of a string, and the JSON text of a number or a boolean")
    void found(String pointer, String payload, String key) throws Exception {
        assertThat(keyOf(pointer, payload.getBytes(StandardCharsets.UTF_8))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "7", "{\"ID\":\"x\"}", "{\"a\":{\"id\":\"x\"}}", "[{\"id\":\"x\"}]"})
    @DisplayName("is missing if the payload has nothing at the pointer")
    void missing(String payload) {
        assertThat(problemOf(payload.getBytes(StandardCharsets.UTF_8))).isEqualTo(MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":null}", "{\"id\":{}}", "{\"id\":[\"x\"]}", "{\"id\":\"\\ud800\"}"})
    @DisplayName("is invalid if it is null, an object, an array or half a surrogate pair")
    void notAKey(String payload) {
        assertThat(problemOf(payload.getBytes(StandardCharsets.UTF_8))).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "nope", "{\"id\":\"x\"", "{\"id\":\"x\"}}", "{\"id\":\"x\"} {\"id\":\"y\"}",
        "{\"id\":\"x\"} nope", "{\"id\":\"x\",}", "{'id':'x'}", "{\"id\":NaN}", "{\"id\":\"x\"}\u0000"})
    @DisplayName("is invalid if the payload is not exactly one JSON text")
    void notJson(String payload) {
        assertThat(problemOf(payload.getBytes(StandardCharsets.UTF_8))).isEqualTo(INVALID);
    }

    @Test
    @DisplayName("is invalid if the payload is not UTF-8, after the key or in another encoding")
    void notUtf8() {
        assertThat(problemOf("{\"id\":\"x\",\"y\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(INVALID);
        assertThat(problemOf("{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_16LE))).isEqualTo(INVALID);
    }

    @Test
    @DisplayName("is invalid in JSON nested a million levels deep, which costs no stack")
    void deeplyNested() {
        assertThat(problemOf("[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8))).isEqualTo(INVALID);
    }

    private static String keyOf(String pointer, byte[] payload) throws RecordKeyException {
        return new JsonKey(JsonPointer.compile(pointer))
                .of(TestMessages.of("t", MqttQos.AT_LEAST_ONCE, payload), payload);
    }

    private static RecordKeyException.Problem problemOf(byte[] payload) {
        return catchThrowableOfType(RecordKeyException.class, () -> keyOf("/id", payload)).problem();
    }
}
