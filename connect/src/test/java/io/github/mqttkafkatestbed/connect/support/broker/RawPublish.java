package io.github.mqttkafkatestbed.connect.support.broker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A PUBLISH byte by byte, which may break any rule of MQTT. */
public final class RawPublish {

    private static final int PUBLISH = 0x30;
    private static final int USER_PROPERTY = 0x26;
    private static final int CONTENT_TYPE = 0x03;
    private static final int RESPONSE_TOPIC = 0x08;

    private final int flags;
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private final ByteArrayOutputStream properties = new ByteArrayOutputStream();
    private byte[] payload = {};

    private RawPublish(int flags) {
        this.flags = flags;
    }

    /** Begins a packet of a QoS; a packet identifier of 0 is left out. */
    public static RawPublish of(byte[] topic, int qos, int packetId) {
        return withFlags(qos << 1, topic, packetId);
    }

    /** Begins a packet of a QoS to the topic {@code t}; a packet identifier of 0 is left out. */
    public static RawPublish of(int qos, int packetId) {
        return of(utf8("t"), qos, packetId);
    }

    /** Begins a packet with any flags of the fixed header; a packet identifier of 0 is left out. */
    public static RawPublish withFlags(int flags, byte[] topic, int packetId) {
        RawPublish publish = new RawPublish(flags);
        writeText(publish.header, topic);
        if (packetId > 0) {
            publish.header.write(packetId >> 8);
            publish.header.write(packetId);
        }
        return publish;
    }

    /** Returns a packet with any bytes behind its fixed header. */
    public static byte[] packet(int flags, byte... body) {
        return join(packetHeader(flags, body.length), body);
    }

    /** Returns a fixed header. */
    public static byte[] packetHeader(int flags, int remainingLength) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(PUBLISH | flags);
        writeLength(header, remainingLength);
        return header.toByteArray();
    }

    public RawPublish property(int identifier, int... value) {
        properties.write(identifier);
        for (int each : value) {
            properties.write(each);
        }
        return this;
    }

    public RawPublish textProperty(int identifier, byte[] text) {
        properties.write(identifier);
        writeText(properties, text);
        return this;
    }

    public RawPublish contentType(String text) {
        return textProperty(CONTENT_TYPE, utf8(text));
    }

    public RawPublish responseTopic(String topic) {
        return textProperty(RESPONSE_TOPIC, utf8(topic));
    }

    public RawPublish userProperty(String name, String value) {
        return userProperty(utf8(name), utf8(value));
    }

    public RawPublish userProperty(byte[] name, byte[] value) {
        properties.write(USER_PROPERTY);
        writeText(properties, name);
        writeText(properties, value);
        return this;
    }

    public RawPublish payload(String text) {
        return payload(utf8(text));
    }

    public RawPublish payload(byte[] bytes) {
        payload = bytes;
        return this;
    }

    public byte[] toBytes() {
        return packet(flags, body(properties.size()));
    }

    /** Returns the packet as of MQTT 3.1.1, without its properties. */
    public byte[] toBytesOfMqtt3() {
        return packet(flags, join(header.toByteArray(), payload));
    }

    /** Returns the packet with another property length than its properties have. */
    public byte[] toBytesWithPropertyLength(int length) {
        return packet(flags, body(length));
    }

    private byte[] body(int propertyLength) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(header.toByteArray());
        writeLength(body, propertyLength);
        body.writeBytes(properties.toByteArray());
        body.writeBytes(payload);
        return body.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static void writeText(ByteArrayOutputStream out, byte[] text) {
        out.write(text.length >> 8);
        out.write(text.length);
        out.writeBytes(text);
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        int left = length;
        do {
            out.write(left > 127 ? left & 127 | 128 : left);
            left >>= 7;
        } while (left > 0);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
