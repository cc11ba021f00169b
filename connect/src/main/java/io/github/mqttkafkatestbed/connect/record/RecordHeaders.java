package io.github.mqttkafkatestbed.connect.record;

import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.mqttkafkatestbed.connect.mqtt.Delivery;

/**
 * Headers of a record: first the message's user properties under their own names, in order, including repeated ones; then
 * the connector's own.
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

    private static final String USER_PREFIX = "user.";

    private RecordHeaders() { }

    /** Returns all headers of an ordinary record. */
    static Headers of(Delivery delivery) {
        Headers headers = new ConnectHeaders();
        for (Mqtt5UserProperty property : delivery.publish().getUserProperties().asList()) {
            headers.addString(nameOf(property), property.getValue().toString());
        }
        addOwn(headers, delivery);
        return headers;
    }

    /** Adds the four headers about the delivery: topic, QoS, retained and DUP flag. */
    static void addOwn(Headers headers, Delivery delivery) {
        Mqtt5Publish publish = delivery.publish();
        headers.addString(TOPIC, publish.getTopic().toString());
        headers.addString(QOS, Integer.toString(publish.getQos().getCode()));
        headers.addString(RETAINED, Boolean.toString(publish.isRetain()));
        headers.addString(DUPLICATE, Boolean.toString(delivery.duplicate()));
    }

    /** Returns the header name of a user property. */
    static String nameOf(Mqtt5UserProperty property) {
        String name = property.getName().toString();
        boolean reserved = name.startsWith("mqtt.") || name.startsWith("error.") || name.startsWith("payload.");
        return reserved ? USER_PREFIX + name : name;
    }
}
