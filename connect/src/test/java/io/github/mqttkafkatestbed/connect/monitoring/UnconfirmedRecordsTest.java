package io.github.mqttkafkatestbed.connect.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Records that Kafka has not confirmed")
class UnconfirmedRecordsTest {

    private final UnconfirmedRecords records = new UnconfirmedRecords();

    /** An unconfirmed record of the model. */
    private record Added(String topic, long nanos, int batch) { }

    @Test
    @DisplayName("have the right oldest one in any order of confirmations, repeated ones included")
    void anyOrder() {
        TreeMap<Long, Added> expected = new TreeMap<>();
        List<UnconfirmedRecord> all = new ArrayList<>();
        Random random = new Random(18);
        long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(10);
        int batch = 0;
        for (int step = 0; step < 3_000; step++) {
            now += TimeUnit.MILLISECONDS.toNanos(random.nextInt(20));
            records.startBatch();
            batch++;
            // Grows over many steps, then shrinks over as many.
            for (int i = random.nextInt(step / 500 % 2 == 0 ? 40 : 10); i > 0; i--) {
                String topic = random.nextInt(10) == 0 ? "dead" : "good";
                UnconfirmedRecord record = records.add(topic, now);
                expected.put((long) all.size(), new Added(topic, now, batch));
                all.add(record);
            }
            for (int i = random.nextInt(step / 500 % 2 == 0 ? 5 : 60); i > 0 && !expected.isEmpty(); i--) {
                long first = expected.firstKey();
                long number = first + random.nextInt((int) (expected.lastKey() - first + 1));
                assertThat(all.get((int) number).confirm()).isEqualTo(expected.remove(number) != null);
                assertThat(all.get((int) number).confirm()).isFalse();
                assertThat(all.get((int) first).confirm()).isEqualTo(expected.remove(first) != null);
            }
            assertSame(expected, now, batch);
        }
    }

    @Test
    @DisplayName("do not hold what is confirmed for longer than until the next batch")
    void memory() {
        records.startBatch();
        UnconfirmedRecord first = records.add("good", 0);
        for (int i = 0; i < 1_000; i++) {
            records.add("good", 0).confirm();
        }
        records.startBatch();
        assertThat(records.held()).as("behind one that is not confirmed").isEqualTo(1_001);
        first.confirm();
        records.startBatch();
        assertThat(records.held()).isZero();
    }

    private void assertSame(TreeMap<Long, Added> expected, long now, int batch) {
        assertThat(records.isEmpty()).isEqualTo(expected.isEmpty());
        if (expected.isEmpty()) {
            assertThat(records.oldest(now)).isNull();
        } else {
            Added oldest = expected.firstEntry().getValue();
            assertThat(records.oldest(now)).isEqualTo(new UnconfirmedRecords.Oldest(oldest.topic,
                    TimeUnit.NANOSECONDS.toMillis(now - oldest.nanos), expected.size() - 1));
        }
        for (String topic : new String[] {"good", "dead"}) {
            long ageMs = 0;
            for (Added added : expected.values()) {
                if (added.topic.equals(topic)) {
                    ageMs = TimeUnit.NANOSECONDS.toMillis(now - added.nanos);
                    break;
                }
                if (added.batch == batch) {
                    break;
                }
            }
            assertThat(records.ageMs(topic, now)).isEqualTo(ageMs);
        }
    }

    @Test
    @DisplayName("count for their topic, unless they wait in Connect behind one of another topic")
    void behindAnother() {
        records.startBatch();
        UnconfirmedRecord first = records.add("good", 0);
        records.startBatch();
        UnconfirmedRecord confirmed = records.add("good", 0);
        UnconfirmedRecord dead = records.add("dead", 0);
        records.add("good", 0);
        long now = TimeUnit.MILLISECONDS.toNanos(70);
        assertThat(records.ageMs("good", now)).isEqualTo(70);
        assertThat(records.ageMs("dead", now)).as("the producer may still be busy with the one before it").isZero();

        first.confirm();
        confirmed.confirm();
        assertThat(records.ageMs("good", now)).as("the producer may still be busy with the dead letter").isZero();
        assertThat(records.ageMs("dead", now)).isEqualTo(70);

        records.startBatch();
        assertThat(records.ageMs("good", now)).as("Connect has passed on the whole batch").isEqualTo(70);
        assertThat(records.ageMs("dead", now)).isEqualTo(70);
        dead.confirm();
        assertThat(records.ageMs("dead", now)).isZero();
    }
}
