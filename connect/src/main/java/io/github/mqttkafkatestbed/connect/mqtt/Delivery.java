package io.github.mqttkafkatestbed.connect.mqtt;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.mqttkafkatestbed.connect.session.SessionRecord;
import io.github.mqttkafkatestbed.connect.wire.DuplicateFlag;
import io.github.mqttkafkatestbed.connect.wire.MessageDefects;

/**
 * A message received over one connection, with the means to acknowledge it over the same connection.
 *
 * @param publish         message; the usable parts of one that has defects
 * @param defects         reasons why it cannot become a record; null if there are none
 * @param duplicate       DUP flag: the broker may have delivered the message before (MQTT 5 section 3.3.1.1)
 * @param receivedMs      time of receipt, in milliseconds since the epoch
 * @param bytes           estimated memory while the message waits
 * @param session         record of the connector's sessions, to be stored with the Kafka record
 * @param acknowledgement action of {@link #acknowledge()}
 */
public record Delivery(Mqtt5Publish publish, MessageDefects defects, boolean duplicate, long receivedMs, long bytes,
        SessionRecord session, Runnable acknowledgement) {

    /** Estimated memory of a message besides its bytes: objects of the client and the queue, strings, a few properties. */
    private static final int OVERHEAD_BYTES = 512;

    /** Estimated memory of a user property besides its bytes. Five of them are more than the overhead of a message. */
    private static final int PROPERTY_OVERHEAD_BYTES = 128;

    /** Creates the delivery of a message that is received now, with its estimated memory. */
    public Delivery(Mqtt5Publish publish, MessageDefects defects, boolean duplicate, SessionRecord session,
            Runnable acknowledgement) {
        this(publish, defects, duplicate, System.currentTimeMillis(), bytesOf(publish), session, acknowledgement);
    }

    /**
     * Creates the delivery of a message that the client passes on now.
     *
     * @param acknowledgement acknowledges what the client has passed on
     */
    static Delivery of(Mqtt5Publish received, SessionRecord session, Consumer<Mqtt5Publish> acknowledgement) {
        MessageDefects defects = MessageDefects.of(received);
        Mqtt5Publish publish = defects == null ? received : defects.message();
        return new Delivery(publish, defects, DuplicateFlag.of(received), session, () -> acknowledgement.accept(received));
    }

    /**
     * Has PUBACK (QoS 1) or PUBREC (QoS 2) sent over the connection of the message, after those of the messages before it.
     * Any thread may call it. Nothing is sent if the connection has ended: the broker delivers the message again.
     */
    public void acknowledge() {
        acknowledgement.run();
    }

    /** Whether the message has QoS 0: the broker expects no acknowledgement and applies no flow control. */
    public boolean isQos0() {
        return publish.getQos() == MqttQos.AT_MOST_ONCE;
    }

    /** Whether the topic is the one that was published to, and not what is legible of a malformed one. */
    public boolean hasTopic() {
        return defects == null || defects.hasTopic();
    }

    private static long bytesOf(Mqtt5Publish publish) {
        int properties = publish.getUserProperties().asList().size();
        long bytes = Math.max(OVERHEAD_BYTES, properties * PROPERTY_OVERHEAD_BYTES) + bytesOf(publish.getTopic()) + remaining(publish.getPayload())
                + publish.getContentType().map(Delivery::bytesOf).orElse(0L)
                + publish.getResponseTopic().map(Delivery::bytesOf).orElse(0L)
                + remaining(publish.getCorrelationData());
        for (Mqtt5UserProperty property : publish.getUserProperties().asList()) {
            bytes += bytesOf(property.getName()) + bytesOf(property.getValue());
        }
        return bytes;
    }

    private static long bytesOf(MqttUtf8String text) {
        return text.toByteBuffer().remaining();
    }

    private static long remaining(Optional<ByteBuffer> buffer) {
        return buffer.map(ByteBuffer::remaining).orElse(0);
    }
}
