package io.github.mqttkafkatestbed.connect.address;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of an MQTT broker, such as {@code mqtts://host} or {@code ws://host:8080/mqtt}.
 *
 * @param host host name or IP address; an IPv6 address without its brackets
 * @param port TCP port, 1 to 65535
 * @param path path of WebSocket with its slash; empty for TCP and TLS
 */
public record BrokerAddress(Scheme scheme, String host, int port, String path) {

    /** Allowed addresses, for messages and documentation. */
    public static final String RULE = "mqtt://host[:port], mqtts://host[:port], ws://host[:port][/path] or wss://host[:port][/path]";

    // Not java.net.URI, which has no host for names with an underscore, as containers have.
    private static final Pattern FORM = Pattern.compile("(" + Scheme.pattern()
            + ")://(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?(/[A-Za-z0-9._~/-]*)?");

    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException if the text is not such an address or has a user name or password; the message
     *                                  names what is allowed and does not repeat the text
     */
    static BrokerAddress parse(String text) {
        if (text.contains("@")) {
            throw new IllegalArgumentException("must not contain a user name or password; they have settings of their"
                    + " own, mqtt.username and mqtt.password");
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed();
        }
        Scheme scheme = Scheme.of(matcher.group(1));
        String host = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        int port = matcher.group(4) == null ? scheme.defaultPort() : Integer.parseInt(matcher.group(4));
        String path = matcher.group(5) == null ? "/" : matcher.group(5);
        if (port < 1 || port > 65_535 || !scheme.isWebSocket() && !path.equals("/")) {
            throw malformed();
        }
        if (scheme.isWebSocket() && host.contains("_")) {
            throw new IllegalArgumentException("must have no underscore in the host name: WebSocket takes none");
        }
        return new BrokerAddress(scheme, host, port, scheme.isWebSocket() ? path : "");
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("must be " + RULE + ", port 1 to 65535, several separated by commas");
    }

    /** Returns the address with its port, such as {@code mqtt://broker:1883}. */
    @Override
    public String toString() {
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path;
    }
}
