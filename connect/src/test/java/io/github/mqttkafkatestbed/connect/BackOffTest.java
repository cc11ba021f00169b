package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The wait between two tries to connect")
class BackOffTest {

    @Test
    @DisplayName("begins at 100 ms, doubles, and never exceeds 1 s")
    void doubles() {
        assertThat(waits(new BackOff(() -> 0), 7)).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L, 1_000L);
    }

    @Test
    @DisplayName("is up to a quarter shorter at random")
    void jitter() {
        assertThat(waits(new BackOff(() -> 1), 6)).containsExactly(75L, 150L, 300L, 600L, 750L, 750L);
        assertThat(waits(new BackOff(), 1).get(0)).isBetween(75L, 100L);
    }

    @Test
    @DisplayName("begins again after a reset")
    void reset() {
        BackOff backOff = new BackOff(() -> 0);
        waits(backOff, 5);
        backOff.reset();
        assertThat(backOff.next()).isEqualTo(100);
    }

    private static List<Long> waits(BackOff backOff, int count) {
        return Stream.generate(backOff::next).limit(count).toList();
    }
}
