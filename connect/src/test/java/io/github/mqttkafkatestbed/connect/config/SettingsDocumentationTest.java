package io.github.mqttkafkatestbed.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of settings in README.md")
class SettingsDocumentationTest {

    @Test
    @DisplayName("has every setting, in the order of the definition, with the default, the allowed values and the meaning")
    void table() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.startsWith("| setting |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        List<String> expected = SettingDefinitions.ALL.configKeys().values().stream()
                .map(SettingsDocumentationTest::row).toList();

        assertThat(String.join("\n", rows)).isEqualTo(String.join("\n", expected));
    }

    private static String row(ConfigKey key) {
        String value = key.defaultValue == ConfigDef.NO_DEFAULT_VALUE ? "required"
                : key.defaultValue == null ? "none" : "`" + key.defaultValue + "`";
        // Kafka's own validators have the text forms [1,...,5] and [one, two].
        String allowed = Optional.ofNullable(key.validator).map(Object::toString).orElse("any text")
                .replace(",...,", " to ").replaceAll("^\\[(.*)]$", "$1");
        return "| `" + key.name + "` | " + value + " | " + escaped(allowed) + " | " + escaped(key.documentation) + " |";
    }

    private static String escaped(String text) {
        // GitHub would read <JSON Pointer> as HTML.
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
