package io.github.mqttkafkatestbed.connect.record;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.mqttkafkatestbed.connect.mqtt.Delivery;

/**
 * Headers of a record: first the message's user properties under their own names, in order, including repeated ones; then
 * the connector's own, among them the other properties of the message (MQTT 5 section 3.3.2.3).
 *
 * <p>Names that begin with {@code mqtt.}, {@code error.} or {@code payload.} are the connector's. A user property with
 * such a name gets the prefix {@code user.}: nothing is lost, and no publisher can forge a header of the connector,
 * whether a consumer reads the first or the last header of a name.
 */
final class RecordHeaders {

    static final String TOPIC = "mqtt.topic";
    static final String QOS = "mqtt.qos";
    static final String RETAINED = "mqtt.retained";
    static final String DUPLICATE = "mqtt.duplicate";
    static final String PAYLOAD_FORMAT = "mqtt.payload.format";
    static final String MESSAGE_EXPIRY = "mqtt.message.expiry";
    static final String CONTENT_TYPE = "mqtt.content.type";
    static final String RESPONSE_TOPIC = "mqtt.response.topic";
    static final String CORRELATION_DATA = "mqtt.correlation.data";
    static final String CORRELATION_DATA_BASE64 = "mqtt.correlation.data.base64";

    private static final String USER_PREFIX = "user.";

    private final boolean bytesInHeaders;

    /** @param bytesInHeaders whether the header converter writes bytes as they are; otherwise all headers are text */
    RecordHeaders(boolean bytesInHeaders) {
        this.bytesInHeaders = bytesInHeaders;
    }

    /** Returns all headers of an ordinary record. */
    Headers of(Delivery delivery) {
        Headers headers = new ConnectHeaders();
        for (Mqtt5UserProperty property : delivery.publish().getUserProperties().asList()) {
            headers.addString(nameOf(property), property.getValue().toString());
        }
        addBounded(headers, delivery);
        addUnbounded(headers, delivery.publish());
        return headers;
    }

    /** Adds the headers that always fit into a record: topic, QoS, retained, DUP flag, payload format and expiry. */
    static void addBounded(Headers headers, Delivery delivery) {
        Mqtt5Publish publish = delivery.publish();
        headers.addString(TOPIC, publish.getTopic().toString());
        headers.addString(QOS, Integer.toString(publish.getQos().getCode()));
        headers.addString(RETAINED, Boolean.toString(publish.isRetain()));
        headers.addString(DUPLICATE, Boolean.toString(delivery.duplicate()));
        publish.getPayloadFormatIndicator()
                .ifPresent(format -> headers.addString(PAYLOAD_FORMAT, Integer.toString(format.getCode())));
        publish.getMessageExpiryInterval().ifPresent(seconds -> headers.addString(MESSAGE_EXPIRY, Long.toString(seconds)));
    }

    /** Adds content type, response topic and correlation data, of up to 65,535 bytes each. */
    void addUnbounded(Headers headers, Mqtt5Publish publish) {
        publish.getContentType().ifPresent(type -> headers.addString(CONTENT_TYPE, type.toString()));
        publish.getResponseTopic().ifPresent(topic -> headers.addString(RESPONSE_TOPIC, topic.toString()));
        publish.getCorrelationData().ifPresent(data -> addCorrelationData(headers, data));
    }

    /** Adds text as text, since every header converter writes that alike; other data as bytes or in Base64. */
    private void addCorrelationData(Headers headers, ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        Optional<String> text = Utf8.decode(bytes);
        if (text.isPresent()) {
            headers.addString(CORRELATION_DATA, text.get());
        } else if (bytesInHeaders) {
            headers.addBytes(CORRELATION_DATA, bytes);
        } else {
            headers.addString(CORRELATION_DATA_BASE64, Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** Returns the header name of a user property. */
    static String nameOf(Mqtt5UserProperty property) {
        String name = property.getName().toString();
        boolean reserved = name.startsWith("mqtt.") || name.startsWith("error.") || name.startsWith("payload.");
        return reserved ? USER_PREFIX + name : name;
    }
}
