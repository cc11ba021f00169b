package io.github.mqttkafkatestbed.connect.task.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@DisplayName("The Retain Handling of the subscription")
class TaskRetainHandlingTest {

    private final BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @DisplayName("is mqtt.retain.handling, in a new session and in one that is resumed")
    void configured(int setting) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(subscribedOnce(false), subscribedOnce(true), FakeBroker.accepting());
                RunningTask task = RunningTask.started(
                        RunningTask.settings(broker, "mqtt.retain.handling", "" + setting))) {
            task.awaitMetric("connections", 3);
            assertThat(asked).containsExactly(setting, setting);
        }
    }

    @Test
    @DisplayName("is 1 by default: retained messages come for a subscription that is new, and are not repeated by each reconnect")
    void byDefault() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(subscribedOnce(true), FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            task.awaitMetric("connections", 2);
            assertThat(asked).containsExactly(1);
        }
    }

    /** Accepts the subscription, notes its Retain Handling, and closes the connection. */
    private FakeBroker.Script subscribedOnce(boolean sessionPresent) {
        return connection -> {
            connection.acceptConnect(sessionPresent);
            connection.answerSubscribe(1);
            asked.add(connection.retainHandling());
        };
    }
}
