package io.github.mqttkafkatestbed.connect.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.support.LogCapture;

@DisplayName("The connector's log")
class EscapedLogTest {

    private static final EscapedLog log = EscapedLog.of(EscapedLogTest.class);

    @Test
    @DisplayName("escapes each message with its arguments")
    void escapes() {
        try (LogCapture logs = LogCapture.ofConnectorInDetail()) {
            log.debug("a\n{}", "\u001b[2J");
            log.info("b{} {}", "\r", List.of("c\n"));
            log.warn("d {} \n");
            assertThat(logs.lines()).containsExactly("DEBUG a\\u000a\\u001b[2J", "INFO b\\u000d [c\\u000a]", "WARN d {} \\u000a");
        }
    }

    @Test
    @DisplayName("is the only way to log")
    void onlyWay() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).filter(EscapedLogTest::usesSlf4j))
                    .singleElement().asString().endsWith("EscapedLog.java");
        }
    }

    private static boolean usesSlf4j(Path file) {
        try {
            return Files.readString(file).contains("org.slf4j.");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
