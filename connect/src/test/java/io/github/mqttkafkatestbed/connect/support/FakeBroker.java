package io.github.mqttkafkatestbed.connect.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A broker that does what a test tells it, in raw MQTT 5 packets: each connection runs the script of its number, and
 * connections beyond the last script run that one again.
 */
public final class FakeBroker implements AutoCloseable {

    /** What the broker does on one connection; returning closes it. */
    public interface Script {
        void run(Wire wire) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final List<Script> scripts;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private FakeBroker(ServerSocket server, List<Script> scripts) {
        this.server = server;
        this.scripts = List.copyOf(scripts);
        begin("accept", this::accept);
    }

    public static FakeBroker withScripts(Script... scripts) {
        try {
            return new FakeBroker(FreePort.listen(), List.of(scripts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts the client and its subscription, and listens until the client goes. */
    public static Script accepting() {
        return wire -> {
            wire.acceptSubscriber();
            wire.listen();
        };
    }

    /** Answers CONNECT with a reason code. */
    public static Script refusing(int code) {
        return wire -> {
            wire.expect(1);
            wire.connAck(false, code);
        };
    }

    public String url() {
        return "mqtt://127.0.0.1:" + server.getLocalPort();
    }

    /** How many connections have been accepted. */
    public int connections() {
        return connections.get();
    }

    /** Waits for an event, passing over others: {@code connect N}, {@code puback ID}, {@code disconnect N}, {@code closed N}. */
    public void await(String event) throws InterruptedException {
        List<String> passed = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (true) {
            String next = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("no \"" + event + "\" within 15 s, but " + passed);
            }
            if (next.equals(event)) {
                return;
            }
            passed.add(next);
        }
    }

    /** The events that nobody has awaited yet. */
    public List<String> otherEvents() {
        List<String> others = new ArrayList<>();
        events.drainTo(others);
        return others;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.forEach(Thread::interrupt);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Script script = scripts.get(Math.min(number, scripts.size()) - 1);
                begin("connection-" + number, () -> serve(socket, number, script));
            }
        } catch (IOException e) {
            // close() ends the listening.
        }
    }

    private void serve(Socket socket, int number, Script script) {
        events.add("connect " + number);
        try (socket) {
            script.run(new Wire(socket, number));
        } catch (IOException | InterruptedException e) {
            // The client or close() has ended the connection.
        }
        events.add("closed " + number);
    }

    private void begin(String name, Runnable work) {
        Thread thread = new Thread(work, "fake-broker-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** One connection, packet by packet. */
    public final class Wire {

        private final DataInputStream in;
        private final DataOutputStream out;
        private final int number;

        private Wire(Socket socket, int number) throws IOException {
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
            this.number = number;
        }

        /** CONNECT, CONNACK, SUBSCRIBE, SUBACK; reports {@code subscribed N}. */
        public void acceptSubscriber() throws IOException {
            expect(1);
            connAck(true, 0);
            subAck(1);
        }

        /** Reads the SUBSCRIBE and answers it with the granted QoS or a failure code. */
        public void subAck(int code) throws IOException {
            byte[] subscribe = expect(8);
            send(0x90, new byte[] {subscribe[0], subscribe[1], 0, (byte) code});
            events.add("subscribed " + number);
        }

        public void connAck(boolean sessionPresent, int code) throws IOException {
            send(0x20, new byte[] {(byte) (sessionPresent ? 1 : 0), (byte) code, 0});
        }

        public void disconnect(int code) throws IOException {
            send(0xE0, new byte[] {(byte) code, 0});
        }

        /** Sends a PUBLISH of QoS 1, or of QoS 0 if the packet id is 0. */
        public void publish(String topic, int packetId, boolean duplicate, String payload) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            DataOutputStream data = new DataOutputStream(body);
            data.writeUTF(topic);
            if (packetId > 0) {
                data.writeShort(packetId);
            }
            data.writeByte(0);
            data.write(payload.getBytes(StandardCharsets.UTF_8));
            send(0x30 | (packetId > 0 ? 2 : 0) | (duplicate ? 8 : 0), body.toByteArray());
        }

        /** Reads until the client goes; answers pings, reports {@code puback ID} and {@code disconnect N}. */
        public void listen() throws IOException {
            listen(true);
        }

        /**
         * As {@link #listen}, while a script runs beside it that sends all the time: pings are reported as {@code ping N} and
         * not answered, since the answer would have to wait for room.
         */
        public void listenBeside(Script sending) throws IOException {
            begin("sending-" + number, () -> {
                try {
                    sending.run(this);
                } catch (IOException | InterruptedException e) {
                    // The client or close() has ended the connection.
                }
            });
            listen(false);
        }

        private void listen(boolean answersPings) throws IOException {
            while (true) {
                int type = in.readUnsignedByte();
                byte[] body = body();
                switch (type >> 4) {
                    case 4 -> events.add("puback " + (((body[0] & 255) << 8) + (body[1] & 255)));
                    case 12 -> {
                        if (answersPings) {
                            send(0xD0, new byte[0]);
                        } else {
                            events.add("ping " + number);
                        }
                    }
                    case 14 -> {
                        events.add("disconnect " + number);
                        return;
                    }
                    default -> events.add("packet type " + (type >> 4));
                }
            }
        }

        /** Reads one packet, which must have a type, and returns what follows its fixed header. */
        public byte[] expect(int type) throws IOException {
            int first = in.readUnsignedByte();
            byte[] body = body();
            if (first >> 4 != type) {
                throw new EOFException("packet type " + (first >> 4) + " instead of " + type);
            }
            return body;
        }

        /** Does nothing until the client or the test ends the connection. */
        public void staySilent() throws IOException {
            while (in.read() >= 0) {
                // What the client says is of no interest.
            }
        }

        private byte[] body() throws IOException {
            int length = 0;
            for (int shift = 0;; shift += 7) {
                int part = in.readUnsignedByte();
                length |= (part & 127) << shift;
                if (part < 128) {
                    return in.readNBytes(length);
                }
            }
        }

        private void send(int type, byte[] body) throws IOException {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(type);
            int left = body.length;
            do {
                packet.write(left > 127 ? left & 127 | 128 : left);
                left >>= 7;
            } while (left > 0);
            packet.write(body);
            out.write(packet.toByteArray());
        }
    }
}
