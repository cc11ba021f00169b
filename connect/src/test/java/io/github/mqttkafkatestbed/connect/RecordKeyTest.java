package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The setting record.key")
class RecordKeyTest {

    @Test
    @DisplayName("has four forms")
    void forms() {
        assertThat(RecordKey.parse("none")).isEqualTo(new RecordKey.None());
        assertThat(RecordKey.parse("topic")).isEqualTo(new RecordKey.Topic());
        assertThat(RecordKey.parse("json:/a/b")).isEqualTo(new RecordKey.Json(JsonPointer.compile("/a/b")));
        assertThat(RecordKey.parse("property:device id")).isEqualTo(new RecordKey.Property("device id"));
    }

    @Test
    @DisplayName("has at most 1000 characters")
    void length() {
        assertThat(RecordKey.parse("json:/" + "a".repeat(994))).isInstanceOf(RecordKey.Json.class);
        assertThatThrownBy(() -> RecordKey.parse("json:/" + "a".repeat(995))).hasMessageContaining("1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "None", "key", "json", "json:id", "property", "property:"})
    @DisplayName("is refused in any other, with a message that says which are allowed")
    void refused(String text) {
        assertThatThrownBy(() -> RecordKey.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .message().containsAnyOf("none, topic, json:<JSON Pointer>", "must come a JSON Pointer");
    }
}
