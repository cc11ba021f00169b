package io.github.mqttkafkatestbed.connect.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The setting record.key")
class RecordKeyParserTest {

    @Test
    @DisplayName("has four forms")
    void forms() {
        assertThat(RecordKeyParser.parse("none")).isSameAs(RecordKey.NONE);
        assertThat(RecordKeyParser.parse("topic")).isSameAs(RecordKey.TOPIC);
        assertThat(RecordKeyParser.parse("json:/a/b")).isInstanceOfSatisfying(JsonKey.class,
                key -> assertThat(key.pointer()).isEqualTo(JsonPointer.compile("/a/b")));
        assertThat(RecordKeyParser.parse("property:device id")).isEqualTo(new PropertyKey("device id"));
    }

    @Test
    @DisplayName("has at most 1000 characters")
    void length() {
        assertThat(RecordKeyParser.parse("json:/" + "a".repeat(994))).isInstanceOf(JsonKey.class);
        assertThatThrownBy(() -> RecordKeyParser.parse("json:/" + "a".repeat(995))).hasMessageContaining("1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "None", "key", "json", "json:id", "property", "property:"})
    @DisplayName("is refused in any other form, with a message that names the allowed ones")
    void refused(String text) {
        assertThatThrownBy(() -> RecordKeyParser.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .message().containsAnyOf("none, topic, json:<JSON Pointer>", "must come a JSON Pointer");
    }
}
