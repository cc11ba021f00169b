package io.github.mqttkafkatestbed.connect.support;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.mqttkafkatestbed.connect.session.SessionRecord;

/** MQTT messages for tests. */
public final class TestMessages {

    /** A record of a session. */
    public static final SessionRecord SESSION =
            new SessionRecord(Map.of("mqtt.client.id", "c"), Map.of("mqtt.url", "mqtt://broker:1883", "mqtt.topics", "t"));

    private TestMessages() { }

    public static Mqtt5Publish of(String topic, MqttQos qos, String payload, String... namesAndValues) {
        return of(topic, qos, payload.getBytes(StandardCharsets.UTF_8), namesAndValues);
    }

    public static Mqtt5Publish of(String topic, MqttQos qos, byte[] payload, String... namesAndValues) {
        var properties = Mqtt5UserProperties.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Mqtt5Publish.builder().topic(topic).qos(qos).payload(payload).userProperties(properties.build()).build();
    }
}
