package io.github.mqttkafkatestbed.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A known converter")
class KnownConverterTest {

    @ParameterizedTest
    @CsvSource({"STRING, String", "BYTE_ARRAY, ByteArray", "SIMPLE_HEADER, Simple", "TEXT_OR_BYTES, TextOrBytes"})
    @DisplayName("is found by its class and by the aliases that Connect allows")
    void found(KnownConverter converter, String shortName) {
        String simpleName = converter.className().replaceAll(".*\\.", "");
        for (String name : List.of(converter.className(), simpleName, shortName, " " + simpleName + "\n")) {
            assertThat(KnownConverter.of(name)).contains(converter);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "string", "com.example.StringConverter", "storage.StringConverter", "Converter", "StringHeaderConverter"})
    @DisplayName("is found by no other name")
    void notFound(String name) {
        assertThat(KnownConverter.of(name)).isEmpty();
    }
}
