package io.github.mqttkafkatestbed.connect.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;

import javax.net.ssl.SSLHandshakeException;

import com.hivemq.client.internal.mqtt.message.connect.connack.MqttConnAck;
import com.hivemq.client.internal.mqtt.message.connect.connack.mqtt3.Mqtt3ConnAckView;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;

import io.netty.handler.ssl.SslHandshakeTimeoutException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.mqttkafkatestbed.connect.retry.ConnectionLoss.Kind;

@DisplayName("The loss of a connection")
class ConnectionLossTest {

    @Test
    @DisplayName("is temporary if the network caused it, and has the innermost cause as its reason")
    void network() {
        assertThat(ConnectionLoss.of(new ConnectionFailedException(new IOException("outer", new IOException("refused")))))
                .isEqualTo(new ConnectionLoss("IOException: refused", Kind.LOST));
        assertThat(ConnectionLoss.of(new IOException((String) null))).isEqualTo(new ConnectionLoss("IOException", Kind.LOST));
    }

    @Test
    @DisplayName("is a refusal if a subscription was refused, and names each topic filter with its code")
    void subscription() {
        SubscriptionRefusedException refused = SubscriptionRefusedException.of(List.of("a", "b/#", "c"), List.of(
                Mqtt5SubAckReasonCode.NOT_AUTHORIZED, Mqtt5SubAckReasonCode.GRANTED_QOS_1,
                Mqtt5SubAckReasonCode.QUOTA_EXCEEDED)).orElseThrow();

        assertThat(ConnectionLoss.of(refused)).isEqualTo(new ConnectionLoss("the broker refused the subscription to"
                + " a with 0x87 not authorized and to c with 0x97 quota exceeded", Kind.REFUSED));
    }

    @Test
    @DisplayName("is a refusal for now if only quotas refuse subscriptions, and final if a filter can never be accepted")
    void subscriptionKinds() {
        assertThat(kind(Mqtt5SubAckReasonCode.QUOTA_EXCEEDED, Mqtt5SubAckReasonCode.GRANTED_QOS_1))
                .isEqualTo(Kind.REFUSED_FOR_NOW);
        assertThat(kind(Mqtt5SubAckReasonCode.NOT_AUTHORIZED, Mqtt5SubAckReasonCode.TOPIC_FILTER_INVALID))
                .isEqualTo(Kind.IMPOSSIBLE);
    }

    @ParameterizedTest
    @CsvSource({"UNSUPPORTED_PROTOCOL_VERSION, IMPOSSIBLE, return code 1 unsupported protocol version; set mqtt.version=5 if it speaks only that",
            "IDENTIFIER_REJECTED, IMPOSSIBLE, return code 2 identifier rejected",
            "SERVER_UNAVAILABLE, LOST, return code 3 server unavailable",
            "BAD_USER_NAME_OR_PASSWORD, REFUSED, return code 4 bad user name or password",
            "NOT_AUTHORIZED, REFUSED, return code 5 not authorized"})
    @DisplayName("by a CONNACK of MQTT 3.1.1 is of the same kind as by the equal one of MQTT 5")
    void mqtt3(Mqtt3ConnAckReturnCode code, Kind kind, String reason) {
        MqttConnAck connAck = Mqtt3ConnAckView.delegate(code, false);
        assertThat(ConnectionLoss.of(new Mqtt3ConnAckException(Mqtt3ConnAckView.of(connAck), "refused", null)))
                .isEqualTo(new ConnectionLoss("the broker refused the connection with " + reason, kind));
        assertThat(ConnectionLoss.of(new Mqtt5ConnAckException(connAck, "refused")).kind()).isEqualTo(kind);
    }

    @Test
    @DisplayName("is slow to mend if the broker's name is unknown or TLS fails")
    void unreachable() {
        assertThat(ConnectionLoss.of(new ConnectionFailedException(new UnknownHostException("broker"))).kind())
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(ConnectionLoss.of(new ConnectionFailedException(new SSLHandshakeException("bad certificate"))).kind())
                .isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    @DisplayName("is temporary if nothing comes during the TLS handshake: no certificate is wrong")
    void silentDuringHandshake() {
        assertThat(ConnectionLoss.of(new ConnectionFailedException(new SslHandshakeTimeoutException("5000 ms"))).kind())
                .isEqualTo(Kind.LOST);
    }

    @Test
    @DisplayName("is that of the cause if a future reports it")
    void ofFuture() {
        assertThat(ConnectionLoss.of(new ExecutionException(new UnknownHostException("broker"))))
                .isEqualTo(new ConnectionLoss("UnknownHostException: broker", Kind.UNREACHABLE));
    }

    private static Kind kind(Mqtt5SubAckReasonCode... codes) {
        return ConnectionLoss.of(SubscriptionRefusedException.of(List.of("a", "b"), List.of(codes)).orElseThrow()).kind();
    }

    @Test
    @DisplayName("does not follow if every subscription was granted")
    void granted() {
        assertThat(SubscriptionRefusedException.of(List.of("a"), List.of(Mqtt5SubAckReasonCode.GRANTED_QOS_0))).isEmpty();
    }
}
