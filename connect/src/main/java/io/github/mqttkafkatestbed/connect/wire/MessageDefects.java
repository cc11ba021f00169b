package io.github.mqttkafkatestbed.connect.wire;

import com.hivemq.client.internal.mqtt.datatypes.MqttTopicImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUserPropertiesImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUserPropertyImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUtf8StringImpl;
import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.util.collections.ImmutableList;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import java.util.List;

/**
 * Reasons why a received message cannot become a record, with what is usable of it.
 *
 * <p>Travels through the client as the only user property of an otherwise empty message, which the client acknowledges in
 * its place. No publisher can forge it: a property that came over the network is of another class.
 */
public final class MessageDefects extends MqttUserPropertyImpl {

    private static final MqttUtf8StringImpl NAME = MqttUtf8StringImpl.of("message-defects");
    private static final MqttUtf8StringImpl VALUE = MqttUtf8StringImpl.of("");
    private static final MqttTopicImpl CARRIER_TOPIC = MqttTopicImpl.of("message-defects");

    private final MqttPublish message;
    private final MessageLimits limits;
    private final boolean hasTopic;
    private final String malformation;
    private final int userProperties;
    private final long bytes;
    private final CutPayload cutPayload;

    /**
     * A payload of which only the beginning was kept.
     *
     * @param bytes  size of the whole
     * @param sha256 SHA-256 of the whole, in lower-case hexadecimal digits
     */
    public record CutPayload(long bytes, String sha256) { }

    /**
     * @param message        usable parts of the message
     * @param hasTopic       whether the topic is the one that was published to
     * @param malformation   property or field, and the rule of MQTT that it breaks; null if it breaks none
     * @param userProperties number of user properties received
     * @param bytes          payload and user properties as received
     * @param cutPayload     null if the message has its whole payload
     */
    MessageDefects(MqttPublish message, MessageLimits limits, boolean hasTopic, String malformation, int userProperties,
            long bytes, CutPayload cutPayload) {
        super(NAME, VALUE);
        this.message = message;
        this.limits = limits;
        this.hasTopic = hasTopic;
        this.malformation = malformation;
        this.userProperties = userProperties;
        this.bytes = bytes;
        this.cutPayload = cutPayload;
    }

    /** Returns the defects of a message that the client has passed on; null for an ordinary message. */
    public static MessageDefects of(Mqtt5Publish received) {
        List<? extends Mqtt5UserProperty> properties = received.getUserProperties().asList();
        return properties.size() == 1 && properties.get(0) instanceof MessageDefects defects ? defects : null;
    }

    /** Returns the message that passes through the client: QoS and RETAIN are those of the message, all else is empty. */
    MqttPublish carrier() {
        return new MqttPublish(CARRIER_TOPIC, null, message.getQos(), message.isRetain(), MqttPublish.NO_MESSAGE_EXPIRY,
                null, null, null, null, MqttUserPropertiesImpl.of(ImmutableList.of(this)), null);
    }

    /**
     * Returns the usable parts of the message: the beginning of a payload that is too long, the first of too many user
     * properties, no malformed ones, and {@code ?} for malformed characters of the topic.
     */
    public Mqtt5Publish message() {
        return message;
    }

    /** Returns the limits that apply. */
    public MessageLimits limits() {
        return limits;
    }

    /** Whether the topic is the one that was published to, and not what is legible of a malformed one. */
    public boolean hasTopic() {
        return hasTopic;
    }

    /** Returns the field or property and the rule of MQTT that it breaks, without control characters; null for none. */
    public String malformation() {
        return malformation;
    }

    /** Returns the number of user properties received. */
    public int userProperties() {
        return userProperties;
    }

    /** Returns the number of user properties that {@link #message} does not have. */
    public int droppedUserProperties() {
        return userProperties - message.getUserProperties().asList().size();
    }

    /** Returns the bytes of payload and user properties as received. */
    public long bytes() {
        return bytes;
    }

    /** Returns size and digest of a payload of which {@link #message} has only the beginning; null if it has the whole. */
    public CutPayload cutPayload() {
        return cutPayload;
    }
}
