package io.github.mqttkafkatestbed.connect.address;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Schemes of addresses: what MQTT is carried by. */
public enum Scheme {
    /** TCP. */
    MQTT(1883, false, false),
    /** TLS. */
    MQTTS(8883, true, false),
    /** WebSocket. */
    WS(80, false, true),
    /** WebSocket over TLS. */
    WSS(443, true, true);

    private final int defaultPort;
    private final boolean tls;
    private final boolean webSocket;

    Scheme(int defaultPort, boolean tls, boolean webSocket) {
        this.defaultPort = defaultPort;
        this.tls = tls;
        this.webSocket = webSocket;
    }

    /** Returns the scheme of a text; all are in lower case. */
    static Scheme of(String text) {
        return Arrays.stream(values()).filter(scheme -> scheme.toString().equals(text)).findFirst().orElseThrow();
    }

    /** Returns the schemes as alternatives of a regular expression. */
    static String pattern() {
        return Arrays.stream(values()).map(Scheme::toString).collect(Collectors.joining("|"));
    }

    public int defaultPort() {
        return defaultPort;
    }

    /** Whether the connection is encrypted. */
    public boolean isTls() {
        return tls;
    }

    /** Whether MQTT is carried by WebSocket. */
    public boolean isWebSocket() {
        return webSocket;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
