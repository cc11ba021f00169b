package io.github.mqttkafkatestbed.connect.support.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between client and broker that can be interrupted without either noticing. */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int brokerPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean interrupted;

    private TcpProxy(ServerSocket server, int brokerPort) {
        this.server = server;
        this.brokerPort = brokerPort;
        start(this::accept);
    }

    /** Starts a proxy to a broker on this machine. */
    public static TcpProxy to(String brokerUrl) {
        try {
            return new TcpProxy(FreePort.listen(), URI.create(brokerUrl).getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "mqtt://127.0.0.1:" + port();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Discards everything from now on, in both directions, and lets no new connection through. */
    public void interrupt() {
        interrupted = true;
    }

    /** Ends the connections that were interrupted, and lets new ones through. */
    public void restore() throws IOException {
        List<Socket> old = List.copyOf(sockets);
        interrupted = false;
        for (Socket socket : old) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            if (interrupted) {
                client.close();
                continue;
            }
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            sockets.add(client);
            sockets.add(broker);
            start(() -> forward(client, broker));
            start(() -> forward(broker, client));
        }
    }

    private void forward(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[8_192];
        InputStream in = from.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (!interrupted) {
                to.getOutputStream().write(buffer, 0, read);
            }
        }
        if (!interrupted) {
            to.close();
        }
    }

    private static void start(Forwarding work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The end of one side, or of the proxy.
            }
        }, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Forwarding {
        void run() throws IOException;
    }
}
