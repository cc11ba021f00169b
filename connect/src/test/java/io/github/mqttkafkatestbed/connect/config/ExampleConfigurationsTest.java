package io.github.mqttkafkatestbed.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.kafka.common.config.ConfigDef.Type;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.github.mqttkafkatestbed.connect.MqttSourceConnector;

/** Tries every file in {@code connect/examples}: a further one needs no change here. */
@DisplayName("An example configuration")
class ExampleConfigurationsTest {

    private static final String VARIABLE = "\\$\\{(env|file|directory):[^}]+}";

    /** Settings of Connect itself, for any source connector. */
    private static final List<String> OF_CONNECT = List.of("connector.class", "tasks.max", "key.converter", "value.converter",
            "header.converter", "topic.creation.", "transforms", "predicates", "producer.override.");

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("examples"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    @DisplayName("is accepted by the connector once its variables are resolved, and has no setting that nobody reads")
    void accepted(Path example) throws IOException {
        Map<String, String> settings = settingsIn(example);
        assertThat(settings).containsEntry("connector.class", MqttSourceConnector.class.getName());
        assertThat(settings.keySet()).allMatch(name -> SettingDefinitions.ALL.names().contains(name)
                || OF_CONNECT.stream().anyMatch(name::startsWith));

        settings.replaceAll((name, value) -> value.replaceAll(VARIABLE, "resolved"));
        assertThat(LeastSettings.problems(settings)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    @DisplayName("has secrets as variables only")
    void secrets(Path example) throws IOException {
        settingsIn(example).forEach((name, value) -> {
            if (SettingDefinitions.ALL.names().contains(name)
                    && SettingDefinitions.ALL.configKeys().get(name).type == Type.PASSWORD) {
                assertThat(value).as(name).matches(VARIABLE);
            }
        });
    }

    /** Returns the settings of a flat JSON object of strings, the body of {@code PUT /connectors/NAME/config}. */
    private static Map<String, String> settingsIn(Path file) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).createParser(file.toFile())) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                assertThat(json.nextToken()).as(name).isEqualTo(JsonToken.VALUE_STRING);
                settings.put(name, json.getText());
            }
        }
        return settings;
    }
}
