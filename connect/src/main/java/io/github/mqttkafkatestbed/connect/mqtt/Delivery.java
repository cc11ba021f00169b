package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.function.Consumer;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.mqttkafkatestbed.connect.subscription.SessionRecord;

/**
 * A message received over one connection, with the means to acknowledge it over the same connection.
 *
 * @param publish         message
 * @param duplicate       DUP flag: the broker may have delivered the message before (MQTT 5 section 3.3.1.1)
 * @param bytes           estimated memory while the message waits
 * @param session         record of the session, to be stored with the Kafka record
 * @param acknowledgement action of {@link #acknowledge()}
 */
public record Delivery(Mqtt5Publish publish, boolean duplicate, long bytes, SessionRecord session,
        Consumer<Delivery> acknowledgement) {

    /** Estimated memory of a message besides its bytes: objects of the client and the queue, strings. */
    private static final int OVERHEAD_BYTES = 512;

    /** Creates a delivery with the estimated memory of its message. */
    public Delivery(Mqtt5Publish publish, boolean duplicate, SessionRecord session,
            Consumer<Delivery> acknowledgement) {
        this(publish, duplicate, bytesOf(publish), session, acknowledgement);
    }

    /**
     * Has PUBACK (QoS 1) or PUBREC (QoS 2) sent over the connection of the message, after those of the messages before it.
     * Any thread may call it. Nothing is sent if the connection has ended: the broker delivers the message again.
     */
    public void acknowledge() {
        acknowledgement.accept(this);
    }

    /** Whether the message has QoS 0: the broker expects no acknowledgement and applies no flow control. */
    public boolean isQos0() {
        return publish.getQos() == MqttQos.AT_MOST_ONCE;
    }

    private static long bytesOf(Mqtt5Publish publish) {
        long bytes = OVERHEAD_BYTES + publish.getTopic().toString().length()
                + publish.getPayload().map(payload -> (long) payload.remaining()).orElse(0L);
        for (Mqtt5UserProperty property : publish.getUserProperties().asList()) {
            bytes += property.getName().toByteBuffer().remaining() + property.getValue().toByteBuffer().remaining();
        }
        return bytes;
    }
}
