package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.support.Publishes;

@Timeout(20)
@DisplayName("The intake")
class IntakeTest {

    private static final long NO_WAIT = 0;

    private final Intake intake = new Intake(10_000);

    @Test
    @DisplayName("gives back what was put, in order, no more than asked for")
    void order() throws Exception {
        for (String payload : List.of("1", "2", "3")) {
            intake.put(delivery(MqttQos.AT_LEAST_ONCE, payload));
        }
        assertThat(payloads(intake.take(2, Long.MAX_VALUE, NO_WAIT, 0))).containsExactly("1", "2");
        assertThat(intake.size()).isEqualTo(1);
        assertThat(payloads(intake.take(2, Long.MAX_VALUE, NO_WAIT, 0))).containsExactly("3");
        assertThat(intake.take(2, Long.MAX_VALUE, NO_WAIT, 0)).isEmpty();
    }

    @Test
    @DisplayName("gives no further message once those taken are many bytes")
    void bytes() throws Exception {
        for (int i = 0; i < 4; i++) {
            intake.put(delivery(MqttQos.AT_LEAST_ONCE, "x".repeat(1_000)));
        }
        assertThat(intake.take(10, 2_000, NO_WAIT, 0)).hasSize(2);
        assertThat(intake.take(10, 1, NO_WAIT, 0)).hasSize(1);
    }

    @Test
    @DisplayName("takes every QoS 1 and 2 message, for the broker's window bounds them")
    void window() {
        for (int i = 0; i < 100; i++) {
            assertThat(intake.put(delivery(MqttQos.AT_LEAST_ONCE, "x".repeat(1_000)))).isTrue();
            assertThat(intake.put(delivery(MqttQos.EXACTLY_ONCE, "x".repeat(1_000)))).isTrue();
        }
    }

    @Test
    @DisplayName("drops a QoS 0 message that finds no room among those that wait, and takes the next when there is")
    void qos0() throws Exception {
        assertThat(intake.put(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(4_000)))).isTrue();
        assertThat(intake.put(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(4_000)))).isTrue();
        assertThat(intake.put(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(4_000)))).isFalse();
        assertThat(intake.put(delivery(MqttQos.AT_LEAST_ONCE, "x".repeat(4_000)))).isTrue();
        assertThat(intake.size()).isEqualTo(3);

        intake.take(1, 1, NO_WAIT, 0);
        assertThat(intake.put(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(4_000)))).isTrue();
    }

    @Test
    @DisplayName("takes a QoS 0 message that is larger than all the room if no other waits: it would never pass")
    void largeQos0() {
        assertThat(intake.put(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(20_000)))).isTrue();
        assertThat(intake.put(delivery(MqttQos.AT_MOST_ONCE, ""))).isFalse();
    }

    @Test
    @DisplayName("lets one wait until it is empty")
    void awaitEmpty() throws Exception {
        intake.put(delivery(MqttQos.AT_LEAST_ONCE, "1"));
        intake.put(delivery(MqttQos.AT_LEAST_ONCE, "2"));
        CompletableFuture<Void> empty = CompletableFuture.runAsync(() -> {
            try {
                intake.awaitEmpty();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        intake.take(1, 1, NO_WAIT, 0);
        assertThat(empty).isNotDone();
        intake.take(1, 1, NO_WAIT, 0);
        empty.get(10, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("ends a wait for a message when one comes, and when it is told to")
    void wake() throws Exception {
        CompletableFuture<List<Delivery>> taking = takeLater(0);
        while (!taking.isDone()) {
            intake.wake();
        }
        assertThat(taking.get()).isEmpty();

        taking = takeLater(0);
        intake.put(delivery(MqttQos.AT_LEAST_ONCE, "1"));
        assertThat(payloads(taking.get(10, TimeUnit.SECONDS))).containsExactly("1");
    }

    @Test
    @DisplayName("gathers messages when it is asked to, until there are as many as may be taken")
    void gather() throws Exception {
        CompletableFuture<List<Delivery>> taking = takeLater(TimeUnit.HOURS.toMillis(1));
        for (int i = 0; i < 10; i++) {
            assertThat(taking).isNotDone();
            intake.put(delivery(MqttQos.AT_LEAST_ONCE, "" + i));
        }
        assertThat(taking.get(10, TimeUnit.SECONDS)).hasSize(10);
    }

    private CompletableFuture<List<Delivery>> takeLater(long gatherMs) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return intake.take(10, Long.MAX_VALUE, TimeUnit.HOURS.toMillis(1), gatherMs);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Delivery delivery(MqttQos qos, String payload) {
        return new Delivery(Publishes.of("t", qos, payload), false, delivery -> true);
    }

    private static List<String> payloads(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> new String(delivery.publish().getPayloadAsBytes(), StandardCharsets.UTF_8)).toList();
    }
}
