package io.github.mqttkafkatestbed.connect.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.support.TestMessages;

@DisplayName("A delivery")
class DeliveryTest {

    private static final String LONG = "x".repeat(60_000);

    @Test
    @DisplayName("counts every part of a message of which a publisher chooses the length: topic, payload, and each property")
    void bytes() {
        long empty = bytes(message("t"));

        assertThat(bytes(message(LONG))).isEqualTo(empty + 59_999);
        assertThat(bytes(message("é"))).isEqualTo(empty + 1);
        assertThat(bytes(message("t").payload(new byte[60_000]))).isEqualTo(empty + 60_000);
        assertThat(bytes(message("t").contentType(LONG))).isEqualTo(empty + 60_000);
        assertThat(bytes(message("t").responseTopic(LONG))).isEqualTo(empty + 60_000);
        assertThat(bytes(message("t").correlationData(new byte[60_000]))).isEqualTo(empty + 60_000);
        assertThat(new Delivery(TestMessages.of("t", MqttQos.AT_LEAST_ONCE, "", LONG, "é"), null, false, TestMessages.SESSION,
                () -> { }).bytes()).isEqualTo(empty + 60_002);
    }

    @Test
    @DisplayName("has the time at which it was made, in milliseconds since the epoch")
    void time() {
        long before = System.currentTimeMillis();
        Delivery delivery = new Delivery(message("t").build(), null, false, TestMessages.SESSION, () -> { });
        assertThat(delivery.receivedMs()).isBetween(before, System.currentTimeMillis());
    }

    private static Mqtt5PublishBuilder.Complete message(String topic) {
        return Mqtt5Publish.builder().topic(topic).qos(MqttQos.AT_LEAST_ONCE);
    }

    @Test
    @DisplayName("counts many small user properties with the memory that they take")
    void manyProperties() {
        long one = new Delivery(message("t").build(), null, false, TestMessages.SESSION, () -> { }).bytes();
        String[] properties = new String[200];
        Arrays.fill(properties, "");
        Delivery many = new Delivery(TestMessages.of("t", MqttQos.AT_LEAST_ONCE, "", properties), null, false,
                TestMessages.SESSION, () -> { });
        assertThat(many.bytes() - one).isGreaterThan(100 * 120 - 512);
    }

    private static long bytes(Mqtt5PublishBuilder.Complete message) {
        return new Delivery(message.build(), null, false, TestMessages.SESSION, () -> { }).bytes();
    }
}
