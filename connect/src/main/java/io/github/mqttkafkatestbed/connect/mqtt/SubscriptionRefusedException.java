package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;

/** A SUBACK with a failure code (MQTT 5 section 3.9.3): no message of that topic filter would ever arrive. */
final class SubscriptionRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private SubscriptionRefusedException(String message) {
        super(message);
    }

    /**
     * Finds the refused subscriptions.
     *
     * @param filters the topic filters of the SUBSCRIBE
     * @param codes   the codes of its SUBACK, in the same order (MQTT 5 section 3.8.4)
     * @return an exception that names each refused filter and its code; empty if none was refused
     */
    static Optional<SubscriptionRefusedException> of(List<String> filters, List<Mqtt5SubAckReasonCode> codes) {
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < Math.min(filters.size(), codes.size()); i++) {
            if (codes.get(i).isError()) {
                refused.add(filters.get(i) + " with " + ReasonCodes.describe(codes.get(i)));
            }
        }
        return refused.isEmpty() ? Optional.empty() : Optional.of(new SubscriptionRefusedException(
                "the broker refused the subscription to " + String.join(" and to ", refused)));
    }
}
