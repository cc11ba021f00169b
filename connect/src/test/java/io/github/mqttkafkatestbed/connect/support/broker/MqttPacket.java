package io.github.mqttkafkatestbed.connect.support.broker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A raw packet of MQTT 5 or 3.1.1.
 *
 * @param first first byte: type and flags (MQTT 5 section 2.1.1)
 * @param body  bytes after the fixed header
 */
record MqttPacket(int first, byte[] body) {

    static final int CONNECT = 1;
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBSCRIBE = 8;
    static final int SUBACK = 9;
    static final int UNSUBSCRIBE = 10;
    static final int UNSUBACK = 11;
    static final int PINGREQ = 12;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;

    /** Creates a packet without flags. */
    static MqttPacket of(int type, int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        return new MqttPacket(type << 4, bytes);
    }

    /**
     * Creates a CONNACK.
     *
     * @param hasProperties whether it is of MQTT 5, and not of 3.1.1
     */
    static MqttPacket connAck(boolean hasProperties, boolean sessionPresent, int code) {
        int flags = sessionPresent ? 1 : 0;
        return hasProperties ? of(CONNACK, flags, code, 0) : of(CONNACK, flags, code);
    }

    /** Creates a SUBACK, or an UNSUBACK, which has no codes in MQTT 3.1.1. */
    static MqttPacket answer(boolean hasProperties, int type, int packetId, int... codes) {
        int fields = hasProperties ? 3 : 2;
        int sent = hasProperties || type == SUBACK ? codes.length : 0;
        int[] body = new int[fields + sent];
        body[0] = packetId >> 8;
        body[1] = packetId;
        System.arraycopy(codes, 0, body, fields, sent);
        return of(type, body);
    }

    /** Creates a PUBLISH of QoS 1, or of QoS 0 if the packet identifier is 0. */
    static MqttPacket publish(boolean hasProperties, String topic, int packetId, boolean duplicate, String payload)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(body);
        data.writeUTF(topic);
        if (packetId > 0) {
            data.writeShort(packetId);
        }
        if (hasProperties) {
            data.writeByte(0);
        }
        data.write(payload.getBytes(StandardCharsets.UTF_8));
        return new MqttPacket(PUBLISH << 4 | (packetId > 0 ? 2 : 0) | (duplicate ? 8 : 0), body.toByteArray());
    }

    /** Reads the next packet. */
    static MqttPacket read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int length = 0;
        for (int shift = 0;; shift += 7) {
            int part = in.readUnsignedByte();
            length |= (part & 127) << shift;
            if (part < 128) {
                return new MqttPacket(first, in.readNBytes(length));
            }
        }
    }

    /** Writes the packet in a single call. */
    void writeTo(OutputStream out) throws IOException {
        out.write(toBytes());
    }

    byte[] toBytes() throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        int left = body.length;
        do {
            packet.write(left > 127 ? left & 127 | 128 : left);
            left >>= 7;
        } while (left > 0);
        packet.write(body);
        return packet.toByteArray();
    }

    int type() {
        return first >> 4;
    }

    /** Returns the packet identifier of an acknowledgement or SUBSCRIBE, the first two bytes of its body. */
    int packetId() {
        return ((body[0] & 255) << 8) + (body[1] & 255);
    }
}
