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
    @DisplayName("is found beside and in numbers and strings of any length")
    void longValues() throws Exception {
        String digits = "1".repeat(900_000);
        String text = "x".repeat(21_000_000);
        for (String value : new String[] {digits, "-" + digits, "0." + digits, "1e" + digits, "\"" + text + "\""}) {
            assertThat(keyOf("/id", utf8("{\"x\":" + value + ",\"id\":\"a\",\"y\":" + value + "}"))).isEqualTo("a");
        }
        assertThat(keyOf("/id", utf8("{\"id\":" + digits + "}"))).isEqualTo(digits);
        assertThat(keyOf("/id", utf8("{\"id\":\"" + text + "\"}"))).isEqualTo(text);
    }

    @Test
    @DisplayName("is invalid in JSON beyond a limit of the parser, which the reason says: nested more than 1000 levels deep, which costs no stack, or a very long name")
    void limits() throws Exception {
        String nested = "[".repeat(999) + "]".repeat(999);
        assertThat(keyOf("/id", utf8("{\"id\":\"a\",\"x\":" + nested + "}"))).isEqualTo("a");
        for (String payload : new String[] {"{\"id\":\"a\",\"x\":[" + nested + "]}", "[".repeat(1_000_000)}) {
            assertThat(failureOf(utf8(payload))).hasMessageStartingWith("The payload exceeds a limit of the JSON parser.")
                    .hasMessageContaining("1000");
        }
        assertThat(failureOf(utf8("{\"id\":\"a\",\"" + "n".repeat(60_000) + "\":1}"))).hasMessageContaining("50000")
                .message().hasSizeLessThan(300).doesNotContain("nn");
    }

    @Test
    @DisplayName("is invalid behind a byte order mark, which the reason names")
    void byteOrderMark() {
        assertThat(failureOf(utf8("\uFEFF{\"id\":\"a\"}"))).hasMessageContaining("byte order mark");
        assertThat(failureOf(utf8("\uFEFF"))).hasMessageContaining("byte order mark");
        assertThat(failureOf(utf8("{\uFEFF\"id\":\"a\"}"))).hasMessage("The payload is not JSON in UTF-8.");
    }

    private static String keyOf(String pointer, byte[] payload) throws RecordKeyException {
        return new JsonKey(JsonPointer.compile(pointer))
                .of(TestMessages.of("t", MqttQos.AT_LEAST_ONCE, payload), payload);
    }

    private static RecordKeyException.Problem problemOf(byte[] payload) {
        return failureOf(payload).problem();
    }

    private static RecordKeyException failureOf(byte[] payload) {
        return catchThrowableOfType(RecordKeyException.class, () -> keyOf("/id", payload));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
