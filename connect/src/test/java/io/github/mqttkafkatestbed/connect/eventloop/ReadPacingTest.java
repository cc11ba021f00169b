package io.github.mqttkafkatestbed.connect.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.netty.channel.SelectStrategy;

@DisplayName("The event loop pauses before it reads")
class ReadPacingTest {

    private static final int READY = 3;

    private long now;
    private long paused;
    private boolean several = true;
    private final ReadPacing pacing = new ReadPacing(() -> several, () -> now, nanos -> paused += nanos);

    @ParameterizedTest
    @CsvSource({"0, false", "31, false", "32, true", "1000, true"})
    @DisplayName("while at least 4,000 messages a second come")
    void busy(int messages, boolean pauses) throws Exception {
        receive(messages, 8);
        assertThat(turn(false)).isEqualTo(pauses ? READY : SelectStrategy.SELECT);
        assertThat(paused).isEqualTo(pauses ? 1_000_000 : 0);
    }

    @Test
    @DisplayName("but not for the first ones after a silence, and no longer than until there are fewer")
    void beginAndEnd() throws Exception {
        receive(1_000, 7);
        assertThat(turn(false)).isEqualTo(SelectStrategy.SELECT);
        receive(0, 1);
        assertThat(turn(false)).isEqualTo(READY);
        receive(31, 8);
        assertThat(turn(false)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    @DisplayName("but not before it does what it has been given, such as an acknowledgement")
    void tasks() throws Exception {
        receive(1_000, 8);
        assertThat(turn(true)).isEqualTo(READY);
        assertThat(paused).isZero();
    }

    @Test
    @DisplayName("but not for a single session")
    void single() throws Exception {
        several = false;
        receive(1_000, 8);
        assertThat(turn(false)).isEqualTo(SelectStrategy.SELECT);
        assertThat(paused).isZero();
    }

    private int turn(boolean hasTasks) throws Exception {
        return pacing.calculateStrategy(() -> READY, hasTasks);
    }

    private void receive(int messages, int inMs) {
        for (int i = 0; i < messages; i++) {
            pacing.received();
        }
        now += TimeUnit.MILLISECONDS.toNanos(inMs);
    }
}
