package io.github.mqttkafkatestbed.connect.support.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A broker that follows a test's scripts, in raw packets: each connection runs the script of its number, and
 * connections beyond the last script run that one again.
 */
public final class FakeBroker implements AutoCloseable {

    /** Behaviour of the broker on one connection; returning closes it. */
    public interface Script {
        void run(FakeConnection connection) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final List<Script> scripts;
    private final BrokerEvents events = new BrokerEvents();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<String> subscribers = ConcurrentHashMap.newKeySet();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private FakeBroker(ServerSocket server, List<Script> scripts) {
        this.server = server;
        this.scripts = List.copyOf(scripts);
        start("accept", this::accept);
    }

    public static FakeBroker withScripts(Script... scripts) {
        try {
            return new FakeBroker(FreePort.listen(), List.of(scripts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts the client and its subscription, and reads until the client is gone. */
    public static Script accepting() {
        return publishing();
    }

    /** Accepts the client and its subscription, and closes the connection. */
    public static Script losing() {
        return FakeConnection::acceptSubscriber;
    }

    /** Accepts the client and its subscription, publishes to the topic {@code t} with packet identifiers from 1 on, and reads. */
    public static Script publishing(String... payloads) {
        return connection -> {
            connection.acceptSubscriber();
            connection.publishAll(payloads);
            connection.listen();
        };
    }

    /** Does as {@link #publishing}, and closes the connection at a moment that the test chooses. */
    public static Script publishingUntil(CountDownLatch close, String... payloads) {
        return connection -> {
            connection.acceptSubscriber();
            connection.publishAll(payloads);
            close.await();
        };
    }

    /** Accepts the client and answers its SUBSCRIBE with codes. */
    public static Script answeringSubscribe(boolean sessionPresent, int... codes) {
        return connection -> {
            connection.acceptConnect(sessionPresent);
            connection.answerSubscribe(codes);
            connection.listen();
        };
    }

    /** Answers CONNECT with a reason code. */
    public static Script refusing(int code) {
        return connection -> connection.refuseConnect(code);
    }

    public String url() {
        return "mqtt://127.0.0.1:" + server.getLocalPort();
    }

    /** Returns the number of connections accepted so far. */
    public int connections() {
        return connections.get();
    }

    /**
     * Waits for an event, passing over others: {@code connect N}, {@code subscribed N}, {@code unsubscribed N},
     * {@code puback ID}, {@code pubrec ID}, {@code pubcomp ID}, {@code ping N}, {@code disconnect N}, {@code closed N}; fails after 15 s.
     */
    public void await(String event) throws InterruptedException {
        events.await(event);
    }

    /** Waits for more pings than a client of HiveMQ survives without a packet from the broker. */
    public void awaitMorePingsThanSilenceAllows() throws InterruptedException {
        for (int ping = 1; ping <= 4; ping++) {
            await("ping 1");
        }
    }

    /** Waits as {@link #await}, and returns the events up to that one. */
    public List<String> eventsUntil(String event) throws InterruptedException {
        return events.await(event);
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
                // Packets are written one by one: with Nagle's algorithm each would wait for the client's delayed ACK.
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Script script = scripts.get(Math.min(number, scripts.size()) - 1);
                start("connection-" + number, () -> serve(socket, number, script));
            }
        } catch (IOException e) {
            // close() ends the listening.
        }
    }

    private void serve(Socket socket, int number, Script script) {
        events.add("connect " + number);
        try (socket) {
            script.run(new FakeConnection(socket, number, events, subscribers));
        } catch (IOException | InterruptedException e) {
            // The client or close() has ended the connection.
        }
        events.add("closed " + number);
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, "fake-broker-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }
}
