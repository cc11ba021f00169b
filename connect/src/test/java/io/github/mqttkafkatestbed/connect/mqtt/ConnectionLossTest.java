package io.github.mqttkafkatestbed.connect.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The loss of a connection")
class ConnectionLossTest {

    @Test
    @DisplayName("is temporary if the network caused it, and has the innermost cause as its reason")
    void network() {
        assertThat(ConnectionLoss.of(new ConnectionFailedException(new IOException("outer", new IOException("refused")))))
                .isEqualTo(new ConnectionLoss("IOException: refused", false));
        assertThat(ConnectionLoss.of(new IOException((String) null))).isEqualTo(new ConnectionLoss("IOException", false));
    }

    @Test
    @DisplayName("is permanent if a subscription was refused, and names each topic filter with its code")
    void subscription() {
        SubscriptionRefusedException refused = SubscriptionRefusedException.of(List.of("a", "b/#", "c"), List.of(
                Mqtt5SubAckReasonCode.NOT_AUTHORIZED, Mqtt5SubAckReasonCode.GRANTED_QOS_1,
                Mqtt5SubAckReasonCode.QUOTA_EXCEEDED)).orElseThrow();

        assertThat(ConnectionLoss.of(refused)).isEqualTo(new ConnectionLoss("the broker refused the subscription to"
                + " a with 0x87 not authorized and to c with 0x97 quota exceeded", true));
    }

    @Test
    @DisplayName("does not follow if every subscription was granted")
    void granted() {
        assertThat(SubscriptionRefusedException.of(List.of("a"), List.of(Mqtt5SubAckReasonCode.GRANTED_QOS_0))).isEmpty();
    }
}
