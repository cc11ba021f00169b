package io.github.mqttkafkatestbed.connect.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Writes the tables as well, with {@code -Ddocs.write}: {@code npm run docs:connector}. */
@DisplayName("The settings in the documentation")
class SettingsDocumentationTest {

    /** Settings of Connect itself. */
    private static final Set<String> OF_CONNECT = Set.of("connector.class", "tasks.max", "value.converter");

    private static final Path README = Path.of("README.md");

    private static final Pattern TABLES = Pattern.compile("(<!-- settings: .* -->\n)(.*)(<!-- /settings -->)", Pattern.DOTALL);

    @Test
    @DisplayName("are in the tables of README.md, each in its group, with the default, the allowed values and the meaning (npm run docs:connector)")
    void tables() throws IOException {
        Map<String, List<ConfigKey>> groups = SettingDefinitions.ALL.configKeys().values().stream()
                .collect(Collectors.groupingBy(key -> key.group, LinkedHashMap::new, Collectors.toList()));
        String expected = "\n" + groups.entrySet().stream()
                .map(group -> table(group.getKey(), group.getValue())).collect(joining());
        Matcher readme = TABLES.matcher(Files.readString(README));

        assertThat(readme.find()).isTrue();
        if (System.getProperty("docs.write") != null) {
            String block = readme.group(1) + expected + readme.group(3);
            Files.writeString(README, readme.replaceFirst(Matcher.quoteReplacement(block)));
        } else {
            assertThat(readme.group(2)).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("are all that docs/coming-from.md names as settings of this connector")
    void comingFrom() throws IOException {
        List<String> named = Files.readAllLines(Path.of("../docs/coming-from.md")).stream()
                .dropWhile(line -> !line.startsWith("| Confluent |"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                .map(line -> line.split(" \\| ")[1])
                .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results().map(found -> found.group(1)))
                .filter(name -> !OF_CONNECT.contains(name))
                .toList();

        assertThat(named).hasSizeGreaterThan(20).allMatch(SettingDefinitions.ALL.names()::contains);
    }

    private static String table(String group, List<ConfigKey> settings) {
        return "### " + group + "\n\n| setting | default | allowed | meaning |\n| --- | --- | --- | --- |\n"
                + settings.stream().map(SettingsDocumentationTest::row).collect(joining()) + "\n";
    }

    private static String row(ConfigKey key) {
        String value = key.defaultValue == ConfigDef.NO_DEFAULT_VALUE ? "required"
                : key.defaultValue == null ? "none" : "`" + key.defaultValue + "`";
        // Kafka's own validators have the text forms [1,...,5] and [one, two].
        String allowed = Optional.ofNullable(key.validator).map(Object::toString).orElse("any text")
                .replace(",...,", " to ").replaceAll("^\\[(.*)]$", "$1");
        return "| `" + key.name + "` | " + value + " | " + escaped(allowed) + " | " + escaped(key.documentation) + " |\n";
    }

    private static String escaped(String text) {
        // GitHub would read <JSON Pointer> as HTML.
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
