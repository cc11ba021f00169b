package io.github.mqttkafkatestbed.connect.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An outage of the connection")
class OutageTest {

    private final Outage outage = new Outage(60_000);

    @Test
    @DisplayName("is reminded of every minute, with its length, the failed attempts and the last reason")
    void reminders() {
        outage.begin(at(0));
        assertThat(outage.reminder(at(59))).isNull();
        assertThat(outage.reminder(at(60))).isEqualTo("for 1m, 0 failed attempts");
        outage.lost("refused", at(61));
        outage.lost("silent", at(62));
        assertThat(outage.reminder(at(119))).isNull();
        assertThat(outage.reminder(at(121))).isEqualTo("for 2m1s, 2 failed attempts, the last reason: silent");
        assertThat(outage.reminder(at(180))).isNull();
        assertThat(outage.reminder(at(181))).isNotNull();
        assertThat(outage.end(at(182))).isEqualTo(" after 3m2s without a connection, 2 failed attempts");
        assertThat(outage.reminder(at(1_000))).as("connected").isNull();
    }

    @Test
    @DisplayName("begins anew with each loss of a connection, which is no failed attempt")
    void anew() {
        outage.begin(at(0));
        assertThat(outage.end(at(1))).as("nothing has failed").isEmpty();
        outage.lost("reset", at(100));
        assertThat(outage.reminder(at(159))).isNull();
        assertThat(outage.reminder(at(160))).isEqualTo("for 1m, 0 failed attempts, the last reason: reset");
        outage.lost("refused", at(161));
        assertThat(outage.end(at(162))).isEqualTo(" after 1m2s without a connection, 1 failed attempt");
        outage.lost("reset", at(200));
        assertThat(outage.end(at(203))).isEqualTo(" after 3s without a connection, 0 failed attempts");
    }

    @Test
    @DisplayName("is not reminded of once nobody tries to connect any more")
    void givenUp() {
        outage.begin(at(0));
        outage.lost("refused for good", at(1));
        outage.giveUp();
        assertThat(outage.reminder(at(100))).isNull();
    }

    private static long at(int second) {
        return Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30) + TimeUnit.SECONDS.toNanos(second);
    }
}
