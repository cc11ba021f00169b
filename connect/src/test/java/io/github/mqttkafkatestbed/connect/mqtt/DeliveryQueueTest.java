package io.github.mqttkafkatestbed.connect.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.support.TestMessages;

@Timeout(20)
@DisplayName("The delivery queue")
class DeliveryQueueTest {

    private static final long NO_WAIT = 0;

    private final DeliveryQueue queue = new DeliveryQueue(10_000);
    private final DeliveryQueue.Inlet inlet = queue.inlet();

    @Test
    @DisplayName("returns messages in the order in which they were added, at most as many as requested")
    void order() throws Exception {
        for (String payload : List.of("1", "2", "3")) {
            inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, payload));
        }
        assertThat(payloads(queue.take(2, Long.MAX_VALUE, NO_WAIT, 0))).containsExactly("1", "2");
        assertThat(queue.size()).isEqualTo(1);
        assertThat(payloads(queue.take(2, Long.MAX_VALUE, NO_WAIT, 0))).containsExactly("3");
        assertThat(queue.take(2, Long.MAX_VALUE, NO_WAIT, 0)).isEmpty();
    }

    @Test
    @DisplayName("adds no further message to a batch that has the requested bytes")
    void bytes() throws Exception {
        for (int i = 0; i < 4; i++) {
            inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "x".repeat(1_000)));
        }
        assertThat(queue.take(10, 2_000, NO_WAIT, 0)).hasSize(2);
        assertThat(queue.take(10, 1, NO_WAIT, 0)).hasSize(1);
    }

    @Test
    @DisplayName("accepts every QoS 1 and 2 message: back-pressure and the broker's window bound them")
    void window() {
        for (int i = 0; i < 100; i++) {
            assertThat(inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "x".repeat(1_000)))).isTrue();
            assertThat(inlet.offer(delivery(MqttQos.EXACTLY_ONCE, "x".repeat(1_000)))).isTrue();
        }
    }

    @Test
    @DisplayName("drops a QoS 0 message if those that wait leave no room, and accepts the next once there is room")
    void qos0() throws Exception {
        assertThat(inlet.offer(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(4_000)))).isTrue();
        assertThat(inlet.offer(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(4_000)))).isTrue();
        assertThat(inlet.offer(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(4_000)))).isFalse();
        assertThat(inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "x".repeat(4_000)))).isTrue();
        assertThat(queue.size()).isEqualTo(3);

        queue.take(1, 1, NO_WAIT, 0);
        assertThat(inlet.offer(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(4_000)))).isTrue();
    }

    @Test
    @DisplayName("accepts a QoS 0 message larger than its capacity if no other waits: it could never pass otherwise")
    void largeQos0() {
        assertThat(inlet.offer(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(20_000)))).isTrue();
        assertThat(inlet.offer(delivery(MqttQos.AT_MOST_ONCE, ""))).isFalse();
    }

    @Test
    @DisplayName("lets a thread wait until it is empty")
    void awaitEmpty() throws Exception {
        inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "1"));
        inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "2"));
        CompletableFuture<Void> empty = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                inlet.awaitEmpty();
                empty.complete(null);
            } catch (InterruptedException e) {
                empty.completeExceptionally(e);
            }
        });
        waiting.setDaemon(true);
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        queue.take(1, 1, NO_WAIT, 0);
        assertThat(empty).isNotDone();
        queue.take(1, 1, NO_WAIT, 0);
        empty.get(10, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("keeps the order of the messages of several sessions, counts each session's, and lets each wait for its own")
    void inlets() throws Exception {
        DeliveryQueue.Inlet other = queue.inlet();
        inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "1"));
        other.offer(delivery(MqttQos.AT_LEAST_ONCE, "2"));
        inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "3"));
        assertThat(payloads(queue.take(1, Long.MAX_VALUE, NO_WAIT, 0))).containsExactly("1");
        assertThat(payloads(queue.take(1, Long.MAX_VALUE, NO_WAIT, 0))).containsExactly("2");
        other.awaitEmpty();
        assertThat(other.size()).isZero();
        assertThat(inlet.size()).isEqualTo(1);
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("bounds the QoS 0 messages of all sessions together")
    void qos0OfAll() {
        assertThat(inlet.offer(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(6_000)))).isTrue();
        assertThat(queue.inlet().offer(delivery(MqttQos.AT_MOST_ONCE, "x".repeat(6_000)))).isFalse();
    }

    @Test
    @DisplayName("ends the wait for a message when one arrives")
    void arrival() throws Exception {
        CompletableFuture<List<Delivery>> taking = takeLater(0);
        inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "1"));
        assertThat(payloads(taking.get(10, TimeUnit.SECONDS))).containsExactly("1");
    }

    @Test
    @DisplayName("gathers messages for the linger, until there are as many as requested")
    void linger() throws Exception {
        CompletableFuture<List<Delivery>> taking = takeLater(TimeUnit.HOURS.toMillis(1));
        for (int i = 0; i < 10; i++) {
            assertThat(taking).isNotDone();
            inlet.offer(delivery(MqttQos.AT_LEAST_ONCE, "" + i));
        }
        assertThat(taking.get(10, TimeUnit.SECONDS)).hasSize(10);
    }

    private CompletableFuture<List<Delivery>> takeLater(long lingerMs) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take(10, Long.MAX_VALUE, TimeUnit.HOURS.toMillis(1), lingerMs);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Delivery delivery(MqttQos qos, String payload) {
        return new Delivery(TestMessages.of("t", qos, payload), null, false, TestMessages.SESSION, () -> { });
    }

    private static List<String> payloads(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> new String(delivery.publish().getPayloadAsBytes(), StandardCharsets.UTF_8)).toList();
    }
}
