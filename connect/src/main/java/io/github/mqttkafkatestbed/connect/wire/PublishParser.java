package io.github.mqttkafkatestbed.connect.wire;

import com.hivemq.client.internal.mqtt.datatypes.MqttTopicImpl;
import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import com.hivemq.client.mqtt.datatypes.MqttQos;

import io.netty.buffer.ByteBuf;

/**
 * Parser of a PUBLISH (section 3.3 of MQTT 5 and of 3.1.1) that takes it in parts and keeps no more of it than the limits allow.
 *
 * <p>Every packet that ends where its fixed header says becomes a message, with its {@link MessageDefects} if it breaks a
 * rule of MQTT or a limit. Fields that cannot be found count as payload, with all behind them. Used by one thread, for one
 * packet after the other.
 */
final class PublishParser {

    private enum Part { TOPIC, PACKET_IDENTIFIER, PROPERTY_LENGTH, PROPERTY, UNREADABLE_PROPERTIES, PAYLOAD }

    private static final int DUP = 0b1000;
    private static final int RETAIN = 0b0001;
    private static final int MAX_LENGTH_BYTES = 4;

    private final MessageLimits limits;
    private final boolean hasProperties;
    private final PublishProperties properties;
    private final PublishPayload payload;
    private Part part;
    private int flags;
    private int qosCode;
    private MqttQos qos;
    private MqttTopicImpl topic;
    private int packetIdentifier;
    private int left;
    private int propertiesLeft;
    private boolean hasTopic;
    private String malformation;

    PublishParser(MessageLimits limits, boolean hasProperties) {
        this.limits = limits;
        this.hasProperties = hasProperties;
        this.properties = new PublishProperties(limits);
        this.payload = new PublishPayload(limits.bytes());
    }

    /**
     * Begins a packet.
     *
     * @param newFlags        flags of the fixed header: DUP, QoS and RETAIN
     * @param remainingLength bytes behind the fixed header
     */
    void begin(int newFlags, int remainingLength) {
        flags = newFlags;
        left = remainingLength;
        part = Part.TOPIC;
        topic = null;
        hasTopic = false;
        packetIdentifier = MqttStatefulPublish.NO_PACKET_IDENTIFIER_QOS_0;
        propertiesLeft = 0;
        malformation = null;
        properties.begin();
        payload.begin(0);
        qosCode = newFlags >> 1 & 3;
        qos = MqttQos.fromCode(qosCode);
        if (qos == null) {
            malformed("QoS is 3");
            qos = MqttQos.AT_MOST_ONCE;
        }
    }

    /**
     * Consumes bytes of the packet.
     *
     * @return 0 if all readable bytes are consumed; otherwise how many must be readable at once, which is more than are
     */
    int parse(ByteBuf in) {
        while (left > 0) {
            if (!in.isReadable()) {
                return 0;
            }
            int needed = switch (part) {
                case TOPIC -> readTopic(in);
                case PACKET_IDENTIFIER -> readPacketIdentifier(in);
                case PROPERTY_LENGTH -> readPropertyLength(in);
                case PROPERTY -> readProperty(in);
                case UNREADABLE_PROPERTIES -> skipProperties(in);
                case PAYLOAD -> readPayload(in);
            };
            if (needed > 0) {
                return needed;
            }
        }
        if (part.compareTo(Part.PROPERTY) < 0) {
            payloadFrom("the packet ends before its " + (hasProperties ? "properties" : "payload"));
        }
        return 0;
    }

    /** Whether the whole packet is consumed. */
    boolean isComplete() {
        return left == 0;
    }

    /** Returns the message of the complete packet. To be called once. */
    MqttStatefulPublish message() {
        MqttPublish publish = properties.publish(topic, payload.take(), qos, (flags & RETAIN) != 0);
        String problem = malformation == null ? properties.malformation() : malformation;
        MessageDefects.CutPayload cut = payload.cut();
        if (problem != null || cut != null || properties.droppedUserProperties()) {
            publish = new MessageDefects(publish, limits, hasTopic, problem, properties.userPropertyCount(),
                    payload.length() + properties.userPropertyBytes(), cut).carrier();
        }
        boolean duplicate = (flags & DUP) != 0 && qos != MqttQos.AT_MOST_ONCE;
        return publish.createStateful(packetIdentifier, duplicate, MqttStatefulPublish.DEFAULT_NO_TOPIC_ALIAS,
                MqttStatefulPublish.DEFAULT_NO_SUBSCRIPTION_IDENTIFIERS);
    }

    private int readTopic(ByteBuf in) {
        if (left < 2) {
            return payloadFrom("the packet ends before its topic");
        }
        if (in.readableBytes() < 2) {
            return 2;
        }
        int size = 2 + in.getUnsignedShort(in.readerIndex());
        if (size > left) {
            return payloadFrom("topic is longer than the packet");
        }
        if (in.readableBytes() < size) {
            return size;
        }
        byte[] bytes = new byte[size - 2];
        in.skipBytes(2).readBytes(bytes);
        left -= size;
        topic = MqttTopicImpl.of(bytes);
        hasTopic = topic != null;
        if (!hasTopic) {
            malformed("topic " + MqttText.topicProblem(bytes));
            topic = MqttText.usableTopic(bytes);
        }
        part = Part.PACKET_IDENTIFIER;
        return qosCode == 0 ? endFields() : 0;
    }

    private int readPacketIdentifier(ByteBuf in) {
        if (left < 2) {
            return payloadFrom("the packet ends before its packet identifier");
        }
        if (in.readableBytes() < 2) {
            return 2;
        }
        packetIdentifier = in.readUnsignedShort();
        left -= 2;
        return endFields();
    }

    private int endFields() {
        part = Part.PROPERTY_LENGTH;
        return hasProperties ? 0 : beginPayload();
    }

    private int readPropertyLength(ByteBuf in) {
        int length = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES && i < left; i++) {
            if (in.readableBytes() <= i) {
                return i + 1;
            }
            byte next = in.getByte(in.readerIndex() + i);
            length |= (next & 127) << 7 * i;
            if (next >= 0) {
                if (length > left - i - 1) {
                    return payloadFrom("properties are longer than the packet");
                }
                in.skipBytes(i + 1);
                left -= i + 1;
                propertiesLeft = length;
                part = Part.PROPERTY;
                endPropertiesIfNoneIsLeft();
                return 0;
            }
        }
        return payloadFrom("property length is malformed");
    }

    private void endPropertiesIfNoneIsLeft() {
        if (propertiesLeft == 0) {
            beginPayload();
        }
    }

    private int readProperty(ByteBuf in) {
        int size = properties.sizeOfNext(in);
        if (size == PublishProperties.UNREADABLE || size > propertiesLeft) {
            properties.unreadable(in, size);
            part = Part.UNREADABLE_PROPERTIES;
            return 0;
        }
        if (in.readableBytes() < size) {
            return size;
        }
        properties.read(in, size);
        consumedOfProperties(size);
        return 0;
    }

    private int skipProperties(ByteBuf in) {
        int size = Math.min(propertiesLeft, in.readableBytes());
        in.skipBytes(size);
        consumedOfProperties(size);
        return 0;
    }

    private void consumedOfProperties(int bytes) {
        left -= bytes;
        propertiesLeft -= bytes;
        endPropertiesIfNoneIsLeft();
    }

    private int readPayload(ByteBuf in) {
        int size = Math.min(left, in.readableBytes());
        payload.read(in, size);
        left -= size;
        return 0;
    }

    /** Counts the rest of the packet as payload. A message without a packet identifier cannot be acknowledged. */
    private int payloadFrom(String problem) {
        malformed(problem);
        if (topic == null) {
            topic = MqttText.usableTopic(new byte[0]);
        }
        if (packetIdentifier == MqttStatefulPublish.NO_PACKET_IDENTIFIER_QOS_0) {
            qos = MqttQos.AT_MOST_ONCE;
        }
        return beginPayload();
    }

    private int beginPayload() {
        part = Part.PAYLOAD;
        payload.begin(left);
        return 0;
    }

    private void malformed(String problem) {
        if (malformation == null) {
            malformation = problem;
        }
    }
}
