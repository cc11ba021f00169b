package io.github.mqttkafkatestbed.connect.retry;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.ExecutionException;

import javax.net.ssl.SSLException;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;

import io.netty.handler.ssl.SslHandshakeTimeoutException;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.tls.TlsSettingException;

/**
 * End of a connection, or of an attempt to make one.
 *
 * @param reason cause as text, without the address and without secrets
 * @param kind   decides whether and when to try again ({@link RetryPolicy})
 */
public record ConnectionLoss(String reason, Kind kind) {

    /** Kinds of losses. */
    public enum Kind {

        /** The network or the broker ended the connection, or the broker has no time at the moment. */
        LOST,

        /** The broker's name or its certificate is wrong, which may take long to mend. */
        UNREACHABLE,

        /** A file of the TLS settings cannot be used, which may be about to be replaced. */
        UNREADABLE,

        /** The broker refuses this client, which its operator may change, or a start-up that is not complete. */
        REFUSED,

        /** The broker refuses this client for some time. */
        REFUSED_FOR_NOW,

        /** Another client has connected with the same client id. */
        TAKEN_OVER,

        /** The broker can never accept this client as it is. */
        IMPOSSIBLE,

        /** The connector itself has failed. */
        FAULT;

        /** Whether the broker has said no. */
        public boolean isRefusal() {
            return this == REFUSED || this == REFUSED_FOR_NOW;
        }
    }

    /** CONNACK codes of a broker that may accept the next attempt (MQTT 5 section 3.2.2.2). */
    private static final Set<Mqtt5ConnAckReasonCode> BUSY = Set.of(
            Mqtt5ConnAckReasonCode.SERVER_UNAVAILABLE,
            Mqtt5ConnAckReasonCode.SERVER_BUSY,
            Mqtt5ConnAckReasonCode.QUOTA_EXCEEDED,
            Mqtt5ConnAckReasonCode.USE_ANOTHER_SERVER,
            Mqtt5ConnAckReasonCode.CONNECTION_RATE_EXCEEDED);

    /** CONNACK codes that no change at the broker's side but another version takes back. */
    private static final Set<Mqtt5ConnAckReasonCode> IMPOSSIBLE = Set.of(
            Mqtt5ConnAckReasonCode.MALFORMED_PACKET,
            Mqtt5ConnAckReasonCode.PROTOCOL_ERROR,
            Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
            Mqtt5ConnAckReasonCode.CLIENT_IDENTIFIER_NOT_VALID);

    /** DISCONNECT codes (MQTT 5 section 3.14.2.1) about a SUBSCRIBE; the same in a SUBACK cannot pass either. */
    private static final Set<Mqtt5DisconnectReasonCode> IMPOSSIBLE_SUBSCRIPTION = Set.of(
            Mqtt5DisconnectReasonCode.TOPIC_FILTER_INVALID,
            Mqtt5DisconnectReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
            Mqtt5DisconnectReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
            Mqtt5DisconnectReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

    /** DISCONNECT codes of a broker that does not want the client back at once. */
    private static final Set<Mqtt5DisconnectReasonCode> SENT_AWAY = Set.of(
            Mqtt5DisconnectReasonCode.NOT_AUTHORIZED,
            Mqtt5DisconnectReasonCode.QUOTA_EXCEEDED,
            Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION,
            Mqtt5DisconnectReasonCode.USE_ANOTHER_SERVER,
            Mqtt5DisconnectReasonCode.SERVER_MOVED);

    /**
     * Classifies a failure.
     *
     * @param cause exception that the client reported, also within that of a future
     */
    public static ConnectionLoss of(Throwable cause) {
        if (cause instanceof ExecutionException) {
            return of(cause.getCause());
        }
        if (cause instanceof SubscriptionRefusedException refused) {
            return new ConnectionLoss(refused.getMessage(), refused.kind());
        }
        if (cause instanceof Mqtt5ConnAckException refusal && refusal.getMqttMessage().getReasonCode().isError()) {
            return refused(refusal.getMqttMessage());
        }
        if (cause instanceof Mqtt3ConnAckException refusal && refusal.getMqttMessage().getReturnCode().isError()) {
            return refused(refusal.getMqttMessage().getReturnCode());
        }
        if (cause instanceof Mqtt5DisconnectException disconnect) {
            return disconnected(disconnect, disconnect.getMqttMessage().getReasonCode());
        }
        if (cause instanceof TlsSettingException) {
            return new ConnectionLoss(cause.getMessage(), Kind.UNREADABLE);
        }
        if (cause instanceof UnexpectedFailureException) {
            return new ConnectionLoss(cause.getMessage(), Kind.FAULT);
        }
        Throwable root = cause;
        boolean unreachable = isUnreachable(root);
        while (root.getCause() != null) {
            root = root.getCause();
            unreachable |= isUnreachable(root);
        }
        return new ConnectionLoss(root.getMessage() == null ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage(), unreachable ? Kind.UNREACHABLE : Kind.LOST);
    }

    /**
     * Classifies the failure of an attempt to connect by settings that have never worked. A broker that does not know MQTT 5 may
     * close the connection, or answer in MQTT 3.1.1.
     */
    public static ConnectionLoss ofFirstAttempt(Throwable cause, MqttVersion version) {
        ConnectionLoss loss = of(cause);
        if (version != MqttVersion.V5 || !isClosedOrUnreadable(cause)) {
            return loss;
        }
        return new ConnectionLoss(loss.reason() + " (it may speak MQTT 3.1.1 only: " + SettingNames.MQTT_VERSION + "="
                + MqttVersion.V3_1_1 + ")", loss.kind());
    }

    private static boolean isClosedOrUnreadable(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ConnectionClosedException || each instanceof MqttDecodeException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnreachable(Throwable cause) {
        return cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException
                || cause instanceof SSLException && !(cause instanceof SslHandshakeTimeoutException);
    }

    private static ConnectionLoss refused(Mqtt5ConnAck connAck) {
        Mqtt5ConnAckReasonCode code = connAck.getReasonCode();
        String text = connAck.getReasonString().map(string -> " (" + string + ")").orElse("");
        return refused(ReasonCodes.describe(code) + text, code, MqttVersion.V3_1_1);
    }

    private static ConnectionLoss refused(Mqtt3ConnAckReturnCode code) {
        Mqtt5ConnAckReasonCode equal = switch (code) {
            case SUCCESS -> throw new IllegalArgumentException("no refusal");
            case UNSUPPORTED_PROTOCOL_VERSION -> Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
            case IDENTIFIER_REJECTED -> Mqtt5ConnAckReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
            case SERVER_UNAVAILABLE -> Mqtt5ConnAckReasonCode.SERVER_UNAVAILABLE;
            case BAD_USER_NAME_OR_PASSWORD -> Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD;
            case NOT_AUTHORIZED -> Mqtt5ConnAckReasonCode.NOT_AUTHORIZED;
        };
        return refused(ReasonCodes.describe(code), equal, MqttVersion.V5);
    }

    /** @param other version of MQTT that the connector does not speak */
    private static ConnectionLoss refused(String description, Mqtt5ConnAckReasonCode code, MqttVersion other) {
        Kind kind = BUSY.contains(code) ? Kind.LOST : IMPOSSIBLE.contains(code) ? Kind.IMPOSSIBLE : Kind.REFUSED;
        String advice = code == Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION
                ? "; set " + SettingNames.MQTT_VERSION + "=" + other + " if it speaks only that" : "";
        return new ConnectionLoss("the broker refused the connection with " + description + advice, kind);
    }

    private static ConnectionLoss disconnected(Mqtt5DisconnectException disconnect, Mqtt5DisconnectReasonCode code) {
        if (code == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER) {
            return new ConnectionLoss("another client connected with the same client id (" + ReasonCodes.describe(code)
                    + "); give each client a " + SettingNames.MQTT_CLIENT_ID + " of its own", Kind.TAKEN_OVER);
        }
        Kind kind = SENT_AWAY.contains(code) ? Kind.REFUSED_FOR_NOW
                : IMPOSSIBLE_SUBSCRIPTION.contains(code) ? Kind.IMPOSSIBLE : Kind.LOST;
        return new ConnectionLoss(disconnect.getMessage() + " " + ReasonCodes.describe(code), kind);
    }
}
