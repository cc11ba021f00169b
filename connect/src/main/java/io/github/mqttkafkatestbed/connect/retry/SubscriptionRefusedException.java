package io.github.mqttkafkatestbed.connect.retry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;

/** A SUBACK with a failure code (MQTT 5 section 3.9.3): no message of that topic filter would ever arrive. */
public final class SubscriptionRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Codes about the filter itself, and about the abilities of the broker. */
    private static final Set<Mqtt5SubAckReasonCode> IMPOSSIBLE = Set.of(
            Mqtt5SubAckReasonCode.TOPIC_FILTER_INVALID,
            Mqtt5SubAckReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
            Mqtt5SubAckReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
            Mqtt5SubAckReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

    private final ConnectionLoss.Kind kind;

    private SubscriptionRefusedException(String message, ConnectionLoss.Kind kind) {
        super(message);
        this.kind = kind;
    }

    /**
     * Finds the refused subscriptions.
     *
     * @param filters the topic filters of the SUBSCRIBE
     * @param codes   the codes of its SUBACK, in the same order (MQTT 5 section 3.8.4)
     * @return an exception that names each refused filter and its code; empty if none was refused
     */
    public static Optional<SubscriptionRefusedException> of(List<String> filters, List<Mqtt5SubAckReasonCode> codes) {
        List<String> refused = new ArrayList<>();
        boolean impossible = false;
        boolean onlyQuota = true;
        for (int i = 0; i < filters.size(); i++) {
            Mqtt5SubAckReasonCode code = codes.get(i);
            if (code.isError()) {
                refused.add(filters.get(i) + " with " + ReasonCodes.describe(code));
                impossible |= IMPOSSIBLE.contains(code);
                onlyQuota &= code == Mqtt5SubAckReasonCode.QUOTA_EXCEEDED;
            }
        }
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        ConnectionLoss.Kind kind = impossible ? ConnectionLoss.Kind.IMPOSSIBLE
                : onlyQuota ? ConnectionLoss.Kind.REFUSED_FOR_NOW : ConnectionLoss.Kind.REFUSED;
        return Optional.of(new SubscriptionRefusedException(
                "the broker refused the subscription to " + String.join(" and to ", refused), kind));
    }

    /** Returns the kind of the loss that follows. */
    ConnectionLoss.Kind kind() {
        return kind;
    }
}
