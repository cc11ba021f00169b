package io.github.mqttkafkatestbed.connect.support.broker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Set;
import java.util.stream.IntStream;

/** A connection of the {@link FakeBroker}, packet by packet, in the version of MQTT that the client speaks: 5 or 3.1.1. */
public final class FakeConnection {

    /** Packets to send while the connection is read. */
    public interface Sending {
        void run() throws IOException, InterruptedException;
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int number;
    private final BrokerEvents events;
    private final Set<String> subscribers;
    private volatile ConnectPacket connect;
    private volatile int subscribeId;
    private volatile int subscriptionOptions;

    /** @param subscribers client ids whose session has a subscription; kept up to date */
    FakeConnection(Socket socket, int number, BrokerEvents events, Set<String> subscribers) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.number = number;
        this.events = events;
        this.subscribers = subscribers;
    }

    /**
     * Exchanges CONNECT, CONNACK, SUBSCRIBE and SUBACK with a kept session, the last two not with a client of MQTT 3.1.1 that has
     * subscribed before; reports {@code subscribed N}.
     */
    public void acceptSubscriber() throws IOException {
        acceptConnect(true);
        if (connect.hasProperties() || !subscribers.contains(connect.clientId())) {
            answerSubscribe(1);
        } else {
            events.add("subscribed " + number);
        }
    }

    /** Reads the CONNECT and accepts it. */
    public void acceptConnect(boolean sessionPresent) throws IOException {
        readConnect();
        sendConnAck(sessionPresent);
    }

    /** Reads the CONNECT and leaves it unanswered. */
    public void readConnect() throws IOException {
        connect = ConnectPacket.of(expect(MqttPacket.CONNECT));
    }

    /** Whether the CONNECT that was read asks for an empty session: Clean Start, with MQTT 3.1.1 Clean Session. */
    public boolean isClean() {
        return connect.isClean();
    }

    /** Accepts the CONNECT that was read. */
    public void sendConnAck(boolean sessionPresent) throws IOException {
        if (!sessionPresent) {
            subscribers.remove(connect.clientId());
        }
        MqttPacket.connAck(connect.hasProperties(), sessionPresent, 0).writeTo(out);
    }

    /** Reads the CONNECT and accepts it with a kept session and a Server Keep Alive (MQTT 5 section 3.2.2.3.14). */
    public void acceptConnectWithKeepAlive(int seconds) throws IOException {
        acceptConnectWith(0x13, seconds >> 8, seconds);
    }

    /** Reads the CONNECT and accepts it with a kept session and a Maximum Packet Size (section 3.2.2.3.6). */
    public void acceptConnectWithMaximumPacketSize(int bytes) throws IOException {
        acceptConnectWith(0x27, 0, 0, bytes >> 8, bytes);
    }

    /** Reads the CONNECT and accepts it with a kept session and a Session Expiry Interval (section 3.2.2.3.2). */
    public void acceptConnectWithSessionExpiry(int seconds) throws IOException {
        acceptConnectWith(0x11, 0, 0, seconds >> 8, seconds);
    }

    private void acceptConnectWith(int... property) throws IOException {
        readConnect();
        IntStream body = IntStream.concat(IntStream.of(1, 0, property.length), IntStream.of(property));
        MqttPacket.of(MqttPacket.CONNACK, body.toArray()).writeTo(out);
    }

    /** Reads the CONNECT and refuses it with a reason code. */
    public void refuseConnect(int code) throws IOException {
        readConnect();
        MqttPacket.connAck(connect.hasProperties(), false, code).writeTo(out);
    }

    /** Reads the CONNECT of any version and refuses it with a return code of MQTT 3.1.1. */
    public void refuseConnectInMqtt3(int code) throws IOException {
        readConnect();
        MqttPacket.connAck(false, false, code).writeTo(out);
    }

    /** Reads the SUBSCRIBE and answers it with the granted QoS or a failure code; reports {@code subscribed N}. */
    public void answerSubscribe(int... codes) throws IOException {
        readSubscribe();
        sendSubAck(codes);
    }

    /** Reads the SUBSCRIBE and leaves it unanswered. */
    public void readSubscribe() throws IOException {
        MqttPacket packet = expect(MqttPacket.SUBSCRIBE);
        subscribeId = packet.packetId();
        subscriptionOptions = packet.body()[packet.body().length - 1];
    }

    /** Returns the Retain Handling (MQTT 5 section 3.8.3.1) of the last topic filter in the last SUBSCRIBE that was read. */
    public int retainHandling() {
        return subscriptionOptions >> 4 & 3;
    }

    /** Answers the last SUBSCRIBE that was read; reports {@code subscribed N}. */
    public void sendSubAck(int... codes) throws IOException {
        MqttPacket.answer(connect.hasProperties(), MqttPacket.SUBACK, subscribeId, codes).writeTo(out);
        subscribers.add(connect.clientId());
        events.add("subscribed " + number);
    }

    /** Reads an UNSUBSCRIBE, and PUBACKs before it, answers it with a code for each topic filter, and reports {@code unsubscribed N}. */
    public void answerUnsubscribe(int... codes) throws IOException {
        MqttPacket packet = MqttPacket.read(in);
        for (; packet.type() != MqttPacket.UNSUBSCRIBE; packet = MqttPacket.read(in)) {
            events.add("puback " + packet.packetId());
        }
        MqttPacket.answer(connect.hasProperties(), MqttPacket.UNSUBACK, packet.packetId(), codes).writeTo(out);
        events.add("unsubscribed " + number);
    }

    /** Sends a PUBLISH of QoS 1, or of QoS 0 if the packet identifier is 0. */
    public void publish(String topic, int packetId, boolean duplicate, String payload) throws IOException {
        MqttPacket.publish(connect.hasProperties(), topic, packetId, duplicate, payload).writeTo(out);
    }

    /** Sends a PUBLISH byte by byte, in the client's version. */
    public void send(RawPublish publish) throws IOException {
        send(connect.hasProperties() ? publish.toBytes() : publish.toBytesOfMqtt3());
    }

    /** Sends any bytes. */
    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Sends PUBLISH packets of QoS 1 to the topic {@code t}, with packet identifiers from 1 on. */
    public void publishAll(String... payloads) throws IOException {
        for (int i = 0; i < payloads.length; i++) {
            publish("t", i + 1, false, payloads[i]);
        }
    }

    /** Sends a PUBLISH of QoS 1, and waits before each of its last bytes. */
    public void publishSlowly(String topic, int packetId, String payload, int slowBytes, Sending wait)
            throws IOException, InterruptedException {
        byte[] packet = MqttPacket.publish(connect.hasProperties(), topic, packetId, false, payload).toBytes();
        out.write(packet, 0, packet.length - slowBytes);
        for (int i = packet.length - slowBytes; i < packet.length; i++) {
            wait.run();
            out.write(packet[i]);
        }
    }

    /** Sends a DISCONNECT with a reason code. */
    public void disconnect(int code) throws IOException {
        MqttPacket.of(MqttPacket.DISCONNECT, code, 0).writeTo(out);
    }

    /** Reads until the client is gone; answers pings, reports {@code puback ID}, {@code pubrec ID}, {@code pubcomp ID} and {@code disconnect N}. */
    public void listen() throws IOException {
        listen(true);
    }

    /**
     * Reads as {@link #listen} does, while another thread sends without pause: pings are reported as {@code ping N} and not
     * answered, since the answer would have to wait for room.
     */
    public void listenWhile(Sending sending) throws IOException {
        Thread thread = new Thread(() -> {
            try {
                sending.run();
            } catch (IOException | InterruptedException e) {
                // The client or FakeBroker.close() has ended the connection.
            }
        }, "fake-broker-sending-" + number);
        thread.setDaemon(true);
        thread.start();
        listen(false);
    }

    private void listen(boolean answersPings) throws IOException {
        while (true) {
            MqttPacket packet = MqttPacket.read(in);
            switch (packet.type()) {
                case MqttPacket.PUBACK -> events.add("puback " + packet.packetId());
                case MqttPacket.PUBREC -> {
                    events.add("pubrec " + packet.packetId());
                    new MqttPacket(MqttPacket.PUBREL << 4 | 2, packet.body()).writeTo(out);
                }
                case MqttPacket.PUBCOMP -> events.add("pubcomp " + packet.packetId());
                case MqttPacket.PINGREQ -> {
                    if (answersPings) {
                        MqttPacket.of(MqttPacket.PINGRESP).writeTo(out);
                    } else {
                        events.add("ping " + number);
                    }
                }
                case MqttPacket.DISCONNECT -> {
                    events.add("disconnect " + number);
                    return;
                }
                default -> events.add("packet type " + packet.type());
            }
        }
    }

    /** Ends the stream to the client and ignores what it sends: a close without the reset that unread bytes cause. */
    public void closeGently() throws IOException {
        socket.shutdownOutput();
        staySilent();
    }

    /** Reads and ignores all packets until the client or the test ends the connection. */
    public void staySilent() throws IOException {
        while (in.read() >= 0) {
            // Ignored.
        }
    }

    private MqttPacket expect(int type) throws IOException {
        MqttPacket packet = MqttPacket.read(in);
        if (packet.type() != type) {
            throw new EOFException("packet type " + packet.type() + " instead of " + type);
        }
        return packet;
    }
}
