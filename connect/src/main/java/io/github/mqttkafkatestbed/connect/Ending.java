package io.github.mqttkafkatestbed.connect;

import java.util.Locale;
import java.util.Set;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;

/**
 * How a connection, or the try to make one, ended.
 *
 * @param reason    why, for people; without the address and without secrets
 * @param permanent whether another try can only end the same way, so that the task must fail and someone must act
 */
record Ending(String reason, boolean permanent) {

    /** CONNACK codes of a broker that may say something else soon (MQTT 5 section 3.2.2.2). */
    private static final Set<Mqtt5ConnAckReasonCode> PASSING = Set.of(
            Mqtt5ConnAckReasonCode.SERVER_UNAVAILABLE,
            Mqtt5ConnAckReasonCode.SERVER_BUSY,
            Mqtt5ConnAckReasonCode.QUOTA_EXCEEDED,
            Mqtt5ConnAckReasonCode.CONNECTION_RATE_EXCEEDED);

    /** @param cause what the client reported */
    static Ending of(Throwable cause) {
        if (cause instanceof SubscriptionRefusedException refused) {
            return new Ending(refused.getMessage(), true);
        }
        if (cause instanceof Mqtt5ConnAckException refusal && refusal.getMqttMessage().getReasonCode().isError()) {
            Mqtt5ConnAckReasonCode code = refusal.getMqttMessage().getReasonCode();
            String text = refusal.getMqttMessage().getReasonString().map(string -> " (" + string + ")").orElse("");
            return new Ending("the broker refused the connection with " + describe(code) + text,
                    !PASSING.contains(code));
        }
        if (cause instanceof Mqtt5DisconnectException disconnect) {
            return of(disconnect, disconnect.getMqttMessage().getReasonCode());
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new Ending(root.getMessage() == null ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage(), false);
    }

    private static Ending of(Mqtt5DisconnectException disconnect, Mqtt5DisconnectReasonCode code) {
        if (code == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER) {
            // Coming back would take the session from the other client, which would take it back, for ever; each time
            // the broker repeats what is unacknowledged. Only a person can say which of the two is right.
            return new Ending("another client connected with the same client id (" + describe(code) + "); give each"
                    + " client a " + MqttSourceConfig.MQTT_CLIENT_ID + " of its own and restart the task", true);
        }
        return new Ending(disconnect.getMessage() + " " + describe(code), false);
    }

    /** @return such as {@code 0x87 not authorized} */
    static String describe(Mqtt5ReasonCode code) {
        return String.format("0x%02X %s", code.getCode(), code.toString().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
