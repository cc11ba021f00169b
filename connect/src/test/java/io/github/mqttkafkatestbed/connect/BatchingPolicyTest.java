package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The linger of a batch")
class BatchingPolicyTest {

    private final LongAdder ofAllTasks = new LongAdder();
    private final BatchingPolicy policy = new BatchingPolicy(ofAllTasks);

    @Test
    @DisplayName("is 0 at first: a message that arrives alone is not delayed")
    void first() {
        assertThat(policy.lingerMs()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "7, 0", "8, 2", "63, 2", "64, 8", "1000, 8"})
    @DisplayName("is 0, 2 or 8 ms, depending on the size of the previous batch")
    void adapts(int messages, long lingerMs) {
        policy.batchTaken(messages);
        assertThat(policy.lingerMs()).isEqualTo(lingerMs);
    }

    @Test
    @DisplayName("is 8 ms from fewer messages on while other tasks of the worker take the rest, but 0 for one that arrives alone")
    void otherTasks() {
        BatchingPolicy other = new BatchingPolicy(ofAllTasks);
        other.batchTaken(56);
        policy.batchTaken(8);
        assertThat(policy.lingerMs()).isEqualTo(8);
        other.batchTaken(55);
        policy.batchTaken(8);
        assertThat(policy.lingerMs()).isEqualTo(2);
        other.batchTaken(1_000);
        policy.batchTaken(1);
        assertThat(policy.lingerMs()).isZero();
    }

    @Test
    @DisplayName("is 0 again after a small batch")
    void falls() {
        policy.batchTaken(64);
        policy.batchTaken(1);
        assertThat(policy.lingerMs()).isZero();
    }
}
