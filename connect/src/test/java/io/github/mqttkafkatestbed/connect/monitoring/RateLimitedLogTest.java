package io.github.mqttkafkatestbed.connect.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log of frequent events")
class RateLimitedLogTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<String> lines = new ArrayList<>();
    private final RateLimitedLog log = new RateLimitedLog("things", lines::add, clock::get);

    @Test
    @DisplayName("has the first event at once, and the events of the next second in one line")
    void oncePerSecond() {
        log.add("a");
        assertThat(lines).containsExactly("1 things (1 since the start), the latest: a");

        log.add("b");
        clock.addAndGet(999_999_999L);
        log.add("c");
        assertThat(lines).hasSize(1);

        clock.addAndGet(1);
        log.add("d");
        assertThat(lines).hasSize(2).last().isEqualTo("3 things (4 since the start), the latest: d");
    }

    @Test
    @DisplayName("has the last event once it is flushed after a second, and no line without an event")
    void flush() {
        log.flush();
        assertThat(lines).isEmpty();
        log.add("a");
        log.add("b");
        clock.addAndGet(1_000_000_000L);
        log.flush();
        log.flush();
        assertThat(lines).hasSize(2).last().isEqualTo("1 things (2 since the start), the latest: b");
    }
}
