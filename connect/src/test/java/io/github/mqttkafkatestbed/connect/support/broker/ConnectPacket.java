package io.github.mqttkafkatestbed.connect.support.broker;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * The CONNECT of a client.
 *
 * @param hasProperties whether it is of MQTT 5, and not of 3.1.1
 * @param isClean       whether it asks for an empty session
 * @param clientId      client identifier
 */
record ConnectPacket(boolean hasProperties, boolean isClean, String clientId) {

    static ConnectPacket of(MqttPacket packet) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(packet.body()));
        in.readUTF();
        boolean hasProperties = in.readByte() == 5;
        boolean isClean = (in.readByte() & 2) != 0;
        in.readShort();
        if (hasProperties) {
            // Shorter than 128 bytes: those of the connector are.
            in.skipBytes(in.readByte());
        }
        return new ConnectPacket(hasProperties, isClean, in.readUTF());
    }
}
