package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The linger of a batch")
class BatchingPolicyTest {

    private final BatchingPolicy policy = new BatchingPolicy();

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
    @DisplayName("is 0 again after a small batch")
    void falls() {
        policy.batchTaken(64);
        policy.batchTaken(1);
        assertThat(policy.lingerMs()).isZero();
    }
}
