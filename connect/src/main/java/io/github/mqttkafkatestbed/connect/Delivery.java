package io.github.mqttkafkatestbed.connect;

import java.util.function.Predicate;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * One message as it came over one connection, with the way back to acknowledge it.
 *
 * @param publish         the message
 * @param duplicate       the DUP flag: the broker has tried to deliver it before (MQTT 5 section 3.3.1.1)
 * @param bytes           about how much memory it holds while it waits
 * @param acknowledgement what {@link #acknowledge()} does
 */
record Delivery(Mqtt5Publish publish, boolean duplicate, long bytes, Predicate<Delivery> acknowledgement) {

    /** What a message costs besides its bytes, roughly: objects of the client, of the queue, of strings. */
    private static final int OVERHEAD_BYTES = 512;

    Delivery(Mqtt5Publish publish, boolean duplicate, Predicate<Delivery> acknowledgement) {
        this(publish, duplicate, bytesOf(publish), acknowledgement);
    }

    /**
     * Sends PUBACK (QoS 1) or PUBREC (QoS 2) over the connection that the message came by.
     *
     * @return false if that connection is gone; then nothing is sent, and the broker delivers the message again
     */
    boolean acknowledge() {
        return acknowledgement.test(this);
    }

    /** Whether the broker waits for no acknowledgement of the message, and so knows no flow control for it. */
    boolean isQos0() {
        return publish.getQos() == MqttQos.AT_MOST_ONCE;
    }

    private static long bytesOf(Mqtt5Publish publish) {
        long bytes = OVERHEAD_BYTES + publish.getPayload().map(payload -> (long) payload.remaining()).orElse(0L);
        for (Mqtt5UserProperty property : publish.getUserProperties().asList()) {
            bytes += property.getName().toByteBuffer().remaining() + property.getValue().toByteBuffer().remaining();
        }
        return bytes;
    }
}
