package io.github.mqttkafkatestbed.connect.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.retry.ConnectionLoss.Kind;

@DisplayName("After a loss")
class RetryPolicyTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private double random;
    private final RetryPolicy policy = new RetryPolicy(RetryIntervals.DEFAULT, () -> random, clock::get);

    @Test
    @DisplayName("by the network the waits double from 100 ms to 1 s, and start again after a connection of a second")
    void lost() {
        assertThat(waits(Kind.LOST, 6)).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
        policy.ended(loss(Kind.LOST), TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(waits(Kind.LOST, 1)).containsExactly(1_000L);
        policy.ended(loss(Kind.LOST), TimeUnit.SECONDS.toNanos(1));
        assertThat(waits(Kind.LOST, 1)).containsExactly(100L);
    }

    @Test
    @DisplayName("of five short connections in a row it waits as after a refusal; a longer one ends the row")
    void shortConnections() {
        for (int i = 0; i < 4; i++) {
            assertThat(policy.ended(loss(Kind.LOST), TimeUnit.SECONDS.toNanos(9)).kind()).isEqualTo(Kind.LOST);
        }
        assertThat(policy.ended(loss(Kind.TAKEN_OVER), TimeUnit.SECONDS.toNanos(9)).kind()).isEqualTo(Kind.TAKEN_OVER);
        ConnectionLoss sixth = policy.ended(loss(Kind.LOST), TimeUnit.SECONDS.toNanos(9));
        assertThat(sixth.kind()).isEqualTo(Kind.REFUSED_FOR_NOW);
        assertThat(sixth.reason()).contains("same client id").endsWith("(reason)");
        assertThat(policy.ended(loss(Kind.LOST), TimeUnit.SECONDS.toNanos(10)).kind()).isEqualTo(Kind.LOST);
        assertThat(policy.ended(loss(Kind.LOST), TimeUnit.SECONDS.toNanos(9)).kind()).isEqualTo(Kind.LOST);
    }

    @Test
    @DisplayName("by a wrong name or certificate the waits double to 30 s")
    void unreachable() {
        assertThat(waits(Kind.UNREACHABLE, 11)).startsWith(100L, 200L).endsWith(25_600L, 30_000L, 30_000L);
    }

    @Test
    @DisplayName("by a refusal the task fails if the settings have never worked; then it waits 10 to 60 s")
    void refused() {
        assertThat(policy.waitMs(loss(Kind.REFUSED))).isEmpty();
        policy.connected();
        assertThat(waits(Kind.REFUSED, 2)).containsExactly(10_000L, 10_000L);
        random = 1;
        assertThat(waits(Kind.REFUSED, 2)).containsExactly(60_000L, 60_000L);
    }

    @Test
    @DisplayName("by a refusal for now it waits 10 to 60 s, also at first")
    void refusedForNow() {
        assertThat(waits(Kind.REFUSED_FOR_NOW, 1)).containsExactly(10_000L);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "IMPOSSIBLE")
    @DisplayName("by a refusal that cannot pass the task fails, also if it was connected before")
    void impossible(Kind kind) {
        policy.connected();
        assertThat(policy.waitMs(loss(kind))).isEmpty();
    }

    @Test
    @DisplayName("by a take-over the waits are long and grow; the third within 5 minutes fails the task")
    void takenOver() {
        assertThat(waits(Kind.TAKEN_OVER, 2)).containsExactly(15_000L, 60_000L);
        clock.addAndGet(TimeUnit.MINUTES.toNanos(5));
        assertThat(policy.waitMs(loss(Kind.TAKEN_OVER))).isEmpty();
    }

    @Test
    @DisplayName("take-overs of more than 5 minutes ago do not count")
    void takenOverRarely() {
        random = 1;
        for (int i = 0; i < 5; i++) {
            assertThat(waits(Kind.TAKEN_OVER, 1)).containsExactly(18_750L);
            clock.addAndGet(TimeUnit.MINUTES.toNanos(5) + 1);
        }
    }

    private List<Long> waits(Kind kind, int count) {
        return Stream.generate(() -> policy.waitMs(loss(kind))).limit(count).map(OptionalLong::orElseThrow).toList();
    }

    private static ConnectionLoss loss(Kind kind) {
        return new ConnectionLoss("reason", kind);
    }
}
