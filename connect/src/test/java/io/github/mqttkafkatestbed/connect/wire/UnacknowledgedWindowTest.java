package io.github.mqttkafkatestbed.connect.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The window of unacknowledged messages")
class UnacknowledgedWindowTest {

    private static final long NOW = Long.MIN_VALUE + 1;

    @Test
    @DisplayName("has the sizes and times in their order, while it grows and wraps")
    void order() {
        UnacknowledgedWindow window = new UnacknowledgedWindow();
        Deque<Long> expected = new ArrayDeque<>();
        Random random = new Random(18);
        for (int i = 0; i < 50_000; i++) {
            if (random.nextInt(5) < 3) {
                long size = random.nextInt(1_000);
                window.add(size, NOW - size * 1_000_000);
                expected.add(size);
            } else {
                window.removeOldest();
                expected.poll();
            }
            assertThat(window.count()).isEqualTo(expected.size());
            assertThat(window.ageMs(NOW)).isEqualTo(expected.isEmpty() ? 0 : expected.peek());
        }
        while (!expected.isEmpty()) {
            assertThat(window.bytes()).isEqualTo(expected.stream().mapToLong(Long::longValue).sum());
            for (int i = 0; i < 500; i++) {
                window.removeOldest();
                expected.poll();
            }
        }
        window.removeOldest();
        assertThat(window.count()).isZero();
        assertThat(window.bytes()).isZero();
    }
}
