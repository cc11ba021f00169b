package io.github.mqttkafkatestbed.connect.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.mqttkafkatestbed.connect.MqttSourceConnector;

/** The settings that every configuration has, and their validation as by Connect. */
final class LeastSettings {

    private static final Map<String, String> LEAST = Map.of("mqtt.url", "mqtt://broker", "mqtt.topics", "coffee",
            "mqtt.client.id", "c", "kafka.topic", "coffee",
            "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");

    private LeastSettings() { }

    /** Returns them with others; null removes one. */
    static Map<String, String> with(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>(LEAST);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] == null) {
                settings.remove(namesAndValues[i]);
            } else {
                settings.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return settings;
    }

    /** Returns every error that Connect would answer with. */
    static List<String> problems(Map<String, String> settings) {
        return new MqttSourceConnector().validate(settings).configValues().stream()
                .flatMap(value -> value.errorMessages().stream()).toList();
    }
}
