package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The end of a connection")
class EndingTest {

    @Test
    @DisplayName("passes if it came from the network, and is told by its innermost cause")
    void network() {
        assertThat(Ending.of(new ConnectionFailedException(new IOException("outer", new IOException("refused")))))
                .isEqualTo(new Ending("IOException: refused", false));
        assertThat(Ending.of(new IOException((String) null))).isEqualTo(new Ending("IOException", false));
    }

    @Test
    @DisplayName("is permanent if a subscription was refused, and names each filter with its code")
    void subscription() {
        SubscriptionRefusedException refused = SubscriptionRefusedException.of(List.of("a", "b/#", "c"), List.of(
                Mqtt5SubAckReasonCode.NOT_AUTHORIZED, Mqtt5SubAckReasonCode.GRANTED_QOS_1,
                Mqtt5SubAckReasonCode.QUOTA_EXCEEDED)).orElseThrow();

        assertThat(Ending.of(refused)).isEqualTo(new Ending("the broker refused the subscription to"
                + " a with 0x87 not authorized and to c with 0x97 quota exceeded", true));
    }

    @Test
    @DisplayName("is none if every subscription was granted")
    void granted() {
        assertThat(SubscriptionRefusedException.of(List.of("a"), List.of(Mqtt5SubAckReasonCode.GRANTED_QOS_0))).isEmpty();
    }
}
