package io.github.mqttkafkatestbed.connect.wire;

import java.nio.ByteBuffer;

import com.hivemq.client.internal.mqtt.datatypes.MqttTopicImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUserPropertiesImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUserPropertyImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUtf8StringImpl;
import com.hivemq.client.internal.mqtt.message.MqttProperty;
import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.util.collections.ImmutableList;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;

import io.netty.buffer.ByteBuf;

/**
 * Properties of a PUBLISH (MQTT 5 section 3.3.2.3), read one after the other.
 *
 * <p>A malformed value makes the message a dead letter, and the properties behind it are read all the same. Subscription
 * identifiers and the topic alias (never allowed, as the client's Topic Alias Maximum is 0) are of no use here and may have
 * any value.
 */
final class PublishProperties {

    /** Result of {@link #sizeOfNext}: nothing behind this property can be read. */
    static final int UNREADABLE = -1;

    private static final int MAX_INTEGER_BYTES = 4;

    private final MessageLimits limits;
    private long seen;
    private long messageExpiry;
    private Mqtt5PayloadFormatIndicator payloadFormat;
    private MqttUtf8StringImpl contentType;
    private MqttTopicImpl responseTopic;
    private ByteBuffer correlationData;
    private ImmutableList.Builder<MqttUserPropertyImpl> userProperties;
    private int userPropertyCount;
    private int keptUserProperties;
    private long userPropertyBytes;
    private String malformation;

    PublishProperties(MessageLimits limits) {
        this.limits = limits;
    }

    /** Forgets the properties of the message before. */
    void begin() {
        seen = 0;
        messageExpiry = MqttPublish.NO_MESSAGE_EXPIRY;
        payloadFormat = null;
        contentType = null;
        responseTopic = null;
        correlationData = null;
        userProperties = null;
        userPropertyCount = 0;
        keptUserProperties = 0;
        userPropertyBytes = 0;
        malformation = null;
    }

    /**
     * Returns the size of the next property in bytes, its identifier included. If not all of it is readable, the result is
     * larger than what is, and at most the true size.
     *
     * @return {@link #UNREADABLE} if the property has no end that could be found
     */
    int sizeOfNext(ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < 1) {
            return 1;
        }
        return switch (in.getUnsignedByte(start)) {
            case MqttProperty.PAYLOAD_FORMAT_INDICATOR -> 2;
            case MqttProperty.MESSAGE_EXPIRY_INTERVAL -> 5;
            case MqttProperty.TOPIC_ALIAS -> 3;
            case MqttProperty.CONTENT_TYPE, MqttProperty.RESPONSE_TOPIC, MqttProperty.CORRELATION_DATA ->
                    endOfBytes(in, 1);
            case MqttProperty.USER_PROPERTY -> {
                int value = endOfBytes(in, 1);
                yield in.readableBytes() < value ? value : endOfBytes(in, value);
            }
            case MqttProperty.SUBSCRIPTION_IDENTIFIER -> endOfInteger(in);
            default -> UNREADABLE;
        };
    }

    private static int endOfBytes(ByteBuf in, int offset) {
        int value = offset + 2;
        return in.readableBytes() < value ? value : value + in.getUnsignedShort(in.readerIndex() + offset);
    }

    private static int endOfInteger(ByteBuf in) {
        for (int end = 2; end <= 1 + MAX_INTEGER_BYTES; end++) {
            if (in.readableBytes() < end || in.getByte(in.readerIndex() + end - 1) >= 0) {
                return end;
            }
        }
        return UNREADABLE;
    }

    /** Reads the next property, all of which must be readable. */
    void read(ByteBuf in, int size) {
        int end = in.readerIndex() + size;
        int identifier = in.readUnsignedByte();
        if (identifier == MqttProperty.USER_PROPERTY) {
            readUserProperty(in, size);
        } else if (identifier != MqttProperty.SUBSCRIPTION_IDENTIFIER) {
            long bit = 1L << identifier;
            if ((seen & bit) != 0) {
                malformed(nameOf(identifier) + " is included more than once");
            } else {
                seen |= bit;
                readOnlyOne(identifier, in);
            }
        }
        in.readerIndex(end);
    }

    private void readOnlyOne(int identifier, ByteBuf in) {
        switch (identifier) {
            case MqttProperty.MESSAGE_EXPIRY_INTERVAL -> messageExpiry = in.readUnsignedInt();
            case MqttProperty.CORRELATION_DATA -> correlationData = ByteBuffer.wrap(readBytes(in));
            case MqttProperty.PAYLOAD_FORMAT_INDICATOR -> {
                int code = in.readUnsignedByte();
                payloadFormat = Mqtt5PayloadFormatIndicator.fromCode(code);
                if (payloadFormat == null) {
                    malformed(nameOf(identifier) + " must be 0 or 1, and is " + code);
                }
            }
            case MqttProperty.CONTENT_TYPE -> {
                byte[] text = readBytes(in);
                contentType = MqttUtf8StringImpl.of(text);
                if (contentType == null) {
                    malformed(nameOf(identifier) + " " + MqttText.problem(text));
                }
            }
            case MqttProperty.RESPONSE_TOPIC -> {
                byte[] topic = readBytes(in);
                responseTopic = MqttTopicImpl.of(topic);
                if (responseTopic == null) {
                    malformed(nameOf(identifier) + " " + MqttText.topicProblem(topic));
                }
            }
            default -> { }
        }
    }

    private void readUserProperty(ByteBuf in, int size) {
        userPropertyCount++;
        userPropertyBytes += size;
        if (userPropertyCount > limits.userProperties() || userPropertyBytes > limits.bytes()) {
            return;
        }
        byte[] nameBytes = readBytes(in);
        byte[] valueBytes = readBytes(in);
        MqttUtf8StringImpl name = MqttUtf8StringImpl.of(nameBytes);
        MqttUtf8StringImpl value = MqttUtf8StringImpl.of(valueBytes);
        if (name == null) {
            malformed("name of user property " + userPropertyCount + " " + MqttText.problem(nameBytes));
        } else if (value == null) {
            malformed("value of user property " + userPropertyCount + " " + MqttText.problem(valueBytes));
        } else {
            if (userProperties == null) {
                userProperties = ImmutableList.builder();
            }
            userProperties.add(new MqttUserPropertyImpl(name, value));
            keptUserProperties++;
        }
    }

    private static byte[] readBytes(ByteBuf in) {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readBytes(bytes);
        return bytes;
    }

    /**
     * Notes that the next property cannot be read, and nothing behind it.
     *
     * @param size result of {@link #sizeOfNext}
     */
    void unreadable(ByteBuf in, int size) {
        int identifier = in.getUnsignedByte(in.readerIndex());
        if (size != UNREADABLE) {
            malformed(nameOf(identifier) + " is longer than the properties");
        } else if (identifier == MqttProperty.SUBSCRIPTION_IDENTIFIER) {
            malformed(nameOf(identifier) + " is longer than " + MAX_INTEGER_BYTES + " bytes");
        } else {
            malformed("property 0x%02x does not exist in a PUBLISH".formatted(identifier));
        }
    }

    /** Returns the message with these properties. */
    MqttPublish publish(MqttTopicImpl topic, ByteBuffer payload, MqttQos qos, boolean retain) {
        return new MqttPublish(topic, payload, qos, retain, messageExpiry, payloadFormat, contentType, responseTopic,
                correlationData, MqttUserPropertiesImpl.build(userProperties), null);
    }

    /** Returns the first property that is malformed, and the rule that it breaks; null if there is none. */
    String malformation() {
        return malformation;
    }

    /** Returns the number of user properties. */
    int userPropertyCount() {
        return userPropertyCount;
    }

    /** Returns the bytes of all user properties. */
    long userPropertyBytes() {
        return userPropertyBytes;
    }

    /** Whether user properties were left out. */
    boolean droppedUserProperties() {
        return keptUserProperties < userPropertyCount;
    }

    private void malformed(String problem) {
        if (malformation == null) {
            malformation = problem;
        }
    }

    private static String nameOf(int identifier) {
        return switch (identifier) {
            case MqttProperty.PAYLOAD_FORMAT_INDICATOR -> "payload format indicator";
            case MqttProperty.MESSAGE_EXPIRY_INTERVAL -> "message expiry interval";
            case MqttProperty.CONTENT_TYPE -> "content type";
            case MqttProperty.RESPONSE_TOPIC -> "response topic";
            case MqttProperty.CORRELATION_DATA -> "correlation data";
            case MqttProperty.SUBSCRIPTION_IDENTIFIER -> "subscription identifier";
            case MqttProperty.USER_PROPERTY -> "user property";
            default -> "topic alias";
        };
    }
}
