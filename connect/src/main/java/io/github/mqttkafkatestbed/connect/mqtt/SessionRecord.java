package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;

/**
 * Record of the session at the broker, kept by Connect as the source offset: a session has subscriptions of earlier
 * configurations, and nothing at the broker says which. Each Kafka record carries it; Connect stores it at its next flush
 * of offsets and at a clean stop. The maps are made once, not per message.
 *
 * @param partition source partition: the client id, which is the name of the session
 * @param offset    source offset: broker, topic filters and QoS
 */
public record SessionRecord(Map<String, String> partition, Map<String, String> offset) {

    /** Returns the source partition of a client id. */
    public static Map<String, String> partition(MqttSourceConfig config) {
        return Map.of(SettingNames.MQTT_CLIENT_ID, config.clientId());
    }

    /** Whether a source partition is the one of a client id, this one or an earlier one. */
    public static boolean isPartition(Map<String, ?> partition) {
        return partition.size() == 1 && partition.get(SettingNames.MQTT_CLIENT_ID) instanceof String;
    }

    /**
     * Creates the record of a session with the configured subscriptions and possibly others.
     *
     * @param others topic filters of subscriptions that the session may have besides
     */
    public static SessionRecord of(MqttSourceConfig config, Iterable<String> others) {
        Set<String> filters = new LinkedHashSet<>(config.topicFilters());
        others.forEach(filters::add);
        return new SessionRecord(partition(config), Map.of(
                SettingNames.MQTT_URL, config.broker().toString(),
                // No topic filter of a configuration has a comma: it separates them.
                SettingNames.MQTT_TOPICS, String.join(",", filters),
                SettingNames.MQTT_QOS, Integer.toString(config.qos().getCode())));
    }

    /**
     * Reads the record that Connect has stored.
     *
     * @param stored offset of the partition; null if there is none
     * @return null if there is none, or another than the connector's own
     */
    public static SessionRecord stored(MqttSourceConfig config, Map<String, Object> stored) {
        if (stored == null || !(stored.get(SettingNames.MQTT_URL) instanceof String url)
                || !(stored.get(SettingNames.MQTT_TOPICS) instanceof String topics)) {
            return null;
        }
        return new SessionRecord(partition(config), Map.of(SettingNames.MQTT_URL, url, SettingNames.MQTT_TOPICS, topics));
    }

    /** Returns the address of the broker that has the session. */
    public String broker() {
        return offset.get(SettingNames.MQTT_URL);
    }

    /** Returns the recorded topic filters that the configuration does not have. */
    public List<String> filtersBesides(MqttSourceConfig config) {
        List<String> filters = new ArrayList<>(List.of(offset.get(SettingNames.MQTT_TOPICS).split(",")));
        filters.removeAll(config.topicFilters());
        return filters;
    }
}
