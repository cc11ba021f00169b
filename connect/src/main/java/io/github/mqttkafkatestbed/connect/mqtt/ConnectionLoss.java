package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.Set;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;

import io.github.mqttkafkatestbed.connect.config.SettingNames;

/**
 * End of a connection, or of an attempt to make one.
 *
 * @param reason    cause as text, without the address and without secrets
 * @param permanent whether another attempt can only end the same way, so that the task must fail
 */
record ConnectionLoss(String reason, boolean permanent) {

    /** CONNACK codes of a broker that may accept a later attempt (MQTT 5 section 3.2.2.2). */
    private static final Set<Mqtt5ConnAckReasonCode> TEMPORARY = Set.of(
            Mqtt5ConnAckReasonCode.SERVER_UNAVAILABLE,
            Mqtt5ConnAckReasonCode.SERVER_BUSY,
            Mqtt5ConnAckReasonCode.QUOTA_EXCEEDED,
            Mqtt5ConnAckReasonCode.CONNECTION_RATE_EXCEEDED);

    /**
     * Classifies a failure.
     *
     * @param cause exception that the client reported
     */
    static ConnectionLoss of(Throwable cause) {
        if (cause instanceof SubscriptionRefusedException refused) {
            return new ConnectionLoss(refused.getMessage(), true);
        }
        if (cause instanceof Mqtt5ConnAckException refusal && refusal.getMqttMessage().getReasonCode().isError()) {
            return refused(refusal.getMqttMessage());
        }
        if (cause instanceof Mqtt5DisconnectException disconnect) {
            return disconnected(disconnect, disconnect.getMqttMessage().getReasonCode());
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new ConnectionLoss(root.getMessage() == null ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage(), false);
    }

    private static ConnectionLoss refused(Mqtt5ConnAck connAck) {
        Mqtt5ConnAckReasonCode code = connAck.getReasonCode();
        String text = connAck.getReasonString().map(string -> " (" + string + ")").orElse("");
        return new ConnectionLoss("the broker refused the connection with " + ReasonCodes.describe(code) + text,
                !TEMPORARY.contains(code));
    }

    private static ConnectionLoss disconnected(Mqtt5DisconnectException disconnect, Mqtt5DisconnectReasonCode code) {
        if (code == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER) {
            // Reconnecting would take the session from the other client, which would take it back, without end, and each
            // time the broker repeats the unacknowledged messages. The operator has to decide between the two.
            return new ConnectionLoss("another client connected with the same client id (" + ReasonCodes.describe(code)
                    + "); give each client a " + SettingNames.MQTT_CLIENT_ID + " of its own and restart the task", true);
        }
        return new ConnectionLoss(disconnect.getMessage() + " " + ReasonCodes.describe(code), false);
    }
}
