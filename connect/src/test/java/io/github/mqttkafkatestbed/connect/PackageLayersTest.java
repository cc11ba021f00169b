package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The packages of the connector")
class PackageLayersTest {

    /** From the lowest to the highest; the package of the connector and its task is the empty name. */
    private static final List<String> LAYERS =
            List.of("monitoring", "eventloop", "converter", "key", "subscription", "topic", "address", "tls", "config", "session",
                    "wire", "retry", "transport", "client", "mqtt", "record", "");

    private static final Path SOURCES = Path.of("src/main/java/io/github/mqttkafkatestbed/connect");
    private static final Pattern IMPORT =
            Pattern.compile("import (?:static )?io\\.github\\.mqttkafkatestbed\\.connect\\.(?:([a-z]+)\\.)?[A-Z].*");

    @Test
    @DisplayName("depend on lower layers only")
    void layers() throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : sources()) {
            String layer = SOURCES.relativize(file.getParent()).toString();
            assertThat(LAYERS).contains(layer);
            for (String line : Files.readAllLines(file)) {
                Matcher matcher = IMPORT.matcher(line);
                if (matcher.matches()) {
                    String imported = matcher.group(1) == null ? "" : matcher.group(1);
                    if (LAYERS.indexOf(imported) > LAYERS.indexOf(layer)) {
                        violations.add(file.getFileName() + ": " + line);
                    }
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
