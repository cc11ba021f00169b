package io.github.mqttkafkatestbed.connect.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.support.LogCapture;

@DisplayName("The log of records that Kafka does not confirm")
class UnconfirmedRecordsLogTest {

    /** Past the overflow of the clock in the middle of a test. */
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(20);

    private final UnconfirmedRecords records = new UnconfirmedRecords();
    private final UnconfirmedRecordsLog log = new UnconfirmedRecordsLog(records, MonitoringIntervals.DEFAULT);
    private final LogCapture logs = LogCapture.ofConnector();

    @AfterEach
    void close() {
        logs.close();
    }

    @Test
    @DisplayName("names the topic of the oldest one within 30 s, again every minute, and says when it is over")
    void unconfirmed() {
        records.startBatch();
        UnconfirmedRecord good = records.add("coffee", at(0));
        UnconfirmedRecord dead = records.add("coffee.dead-letter", at(0));
        UnconfirmedRecord younger = records.add("coffee", at(0));
        good.confirm();
        checkEachSecond(0, 24);
        assertThat(logs.lines()).isEmpty();

        checkEachSecond(25, 84);
        assertThat(logs.lines()).singleElement().asString()
                .startsWith("WARN Kafka has not confirmed a record for topic coffee.dead-letter for 25s (1 younger ones wait)");
        checkEachSecond(85, 144);
        assertThat(logs.lines()).hasSize(2).last().asString().contains("topic coffee.dead-letter for 1m25s");

        dead.confirm();
        checkEachSecond(145, 145);
        assertThat(logs.lines()).as("the one behind it waits as long").hasSize(3).last().asString()
                .contains("topic coffee for 2m25s");
        younger.confirm();
        checkEachSecond(146, 300);
        assertThat(logs.lines()).hasSize(4).last().isEqualTo("INFO Kafka confirms records for topic coffee again, after 2m26s");
    }

    @Test
    @DisplayName("has nothing of records that are confirmed in time, however many there always are")
    void inTime() {
        Deque<UnconfirmedRecord> unconfirmed = new ArrayDeque<>();
        for (int second = 0; second < 300; second++) {
            records.startBatch();
            unconfirmed.add(records.add("coffee", at(second)));
            if (second >= 24) {
                unconfirmed.remove().confirm();
            }
            checkEachSecond(second, second);
        }
        assertThat(logs.lines()).isEmpty();
    }

    @Test
    @DisplayName("writes times in hours, minutes and seconds")
    void times() {
        assertThat(List.of(0L, 59L, 60L, 3_600L, 100_000L)).extracting(TimeUnit.SECONDS::toNanos)
                .extracting(ElapsedTime::text).containsExactly("0s", "59s", "1m", "1h", "27h46m40s");
        assertThat(ElapsedTime.text(1_999_999_999L)).isEqualTo("1s");
    }

    private void checkEachSecond(int first, int last) {
        for (int second = first; second <= last; second++) {
            log.check(at(second));
        }
    }

    private static long at(int second) {
        return START + TimeUnit.SECONDS.toNanos(second);
    }
}
