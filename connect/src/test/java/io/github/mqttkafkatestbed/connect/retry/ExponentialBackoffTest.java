package io.github.mqttkafkatestbed.connect.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The wait between two attempts to connect")
class ExponentialBackoffTest {

    @Test
    @DisplayName("begins at 100 ms, doubles, and never exceeds 1 s")
    void doubles() {
        assertThat(waits(new ExponentialBackoff(100, () -> 0), 7)).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L, 1_000L);
    }

    @Test
    @DisplayName("is up to a quarter shorter at random")
    void jitter() {
        assertThat(waits(new ExponentialBackoff(100, () -> 1), 6)).containsExactly(75L, 150L, 300L, 600L, 750L, 750L);
    }

    @Test
    @DisplayName("starts again at 100 ms after a reset")
    void reset() {
        ExponentialBackoff backoff = new ExponentialBackoff(100, () -> 0);
        waits(backoff, 5);
        backoff.reset();
        assertThat(backoff.nextMs(1_000)).isEqualTo(100);
    }

    private static List<Long> waits(ExponentialBackoff backoff, int count) {
        return Stream.generate(() -> backoff.nextMs(1_000)).limit(count).toList();
    }
}
