package io.github.mqttkafkatestbed.connect.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of the MQTT broker: {@code mqtt://host[:1883]} or, over TLS, {@code mqtts://host[:8883]}.
 *
 * @param host host name or IP address; an IPv6 address without its brackets
 * @param port TCP port, 1 to 65535
 * @param tls  whether the connection is made over TLS
 */
public record BrokerAddress(String host, int port, boolean tls) {

    private static final int DEFAULT_PORT = 1883;
    private static final int DEFAULT_TLS_PORT = 8883;

    // Not java.net.URI, which has no host for names with an underscore, as containers have.
    private static final Pattern FORM =
            Pattern.compile("(mqtts?)://(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?/?");

    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException if the text is not such an address or has a user name or password; the message
     *                                  names what is allowed and does not repeat the text
     */
    static BrokerAddress parse(String text) {
        if (text.contains("@")) {
            throw new IllegalArgumentException("must not contain a user name or password; they have settings of their"
                    + " own, " + SettingNames.MQTT_USERNAME + " and " + SettingNames.MQTT_PASSWORD);
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed();
        }
        boolean tls = matcher.group(1).equals("mqtts");
        String host = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        int defaultPort = tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        int port = matcher.group(4) == null ? defaultPort : Integer.parseInt(matcher.group(4));
        if (port < 1 || port > 65_535) {
            throw malformed();
        }
        return new BrokerAddress(host, port, tls);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("must be mqtt://host[:port] or mqtts://host[:port], port 1 to 65535");
    }

    /** Returns the address with its port, such as {@code mqtt://broker:1883}. */
    @Override
    public String toString() {
        return (tls ? "mqtts://" : "mqtt://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
