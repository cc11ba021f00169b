package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.function.Predicate;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * A message received over one connection, with the means to acknowledge it over the same connection.
 *
 * @param publish         message
 * @param duplicate       DUP flag: the broker may have delivered the message before (MQTT 5 section 3.3.1.1)
 * @param bytes           estimated memory while the message waits
 * @param acknowledgement action of {@link #acknowledge()}; returns its result
 */
public record Delivery(Mqtt5Publish publish, boolean duplicate, long bytes, Predicate<Delivery> acknowledgement) {

    /** Estimated memory of a message besides its bytes: objects of the client and the queue, strings. */
    private static final int OVERHEAD_BYTES = 512;

    /** Creates a delivery with the estimated memory of its message. */
    public Delivery(Mqtt5Publish publish, boolean duplicate, Predicate<Delivery> acknowledgement) {
        this(publish, duplicate, bytesOf(publish), acknowledgement);
    }

    /**
     * Sends PUBACK (QoS 1) or PUBREC (QoS 2) over the connection of the message. Any thread may call it.
     *
     * @return false if the connection is closed; nothing is sent then, and the broker delivers the message again
     */
    public boolean acknowledge() {
        return acknowledgement.test(this);
    }

    /** Whether the message has QoS 0: the broker expects no acknowledgement and applies no flow control. */
    public boolean isQos0() {
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
