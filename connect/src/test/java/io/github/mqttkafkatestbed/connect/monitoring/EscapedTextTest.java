package io.github.mqttkafkatestbed.connect.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An escaped text")
class EscapedTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "t/a b", "é€😀", "日本語", "a\\u001b", "{}$1\\", "[a/+, b/#]"})
    @DisplayName("is a text without control characters as it is")
    void unchanged(String text) {
        assertThat(EscapedText.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"27, \\u001b", "10, \\u000a", "13, \\u000d", "9, \\u0009", "127, \\u007f", "133, \\u0085", "155, \\u009b", "8232, \\u2028",
        "8233, \\u2029", "8238, \\u202e", "8294, \\u2066", "65279, \\ufeff", "55357, \\ud83d", "917505, \\udb40\\udc01"})
    @DisplayName("has each other character as in JSON")
    void escaped(int codePoint, String expected) {
        assertThat(EscapedText.of("$1" + Character.toString(codePoint) + "[2J")).isEqualTo("$1" + expected + "[2J");
    }

    @Test
    @DisplayName("never has a character that ends a line or that a terminal obeys")
    void all() {
        String every = IntStream.rangeClosed(0, 0xFFFF).mapToObj(unit -> "" + (char) unit + " ").reduce("", String::concat);
        assertThat(EscapedText.of(every).chars()).noneMatch(Character::isISOControl);
        assertThat(EscapedText.of(every).lines()).hasSize(1);
    }
}
