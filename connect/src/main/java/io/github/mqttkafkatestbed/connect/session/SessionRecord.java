package io.github.mqttkafkatestbed.connect.session;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;

/**
 * Record of the connector's sessions at the broker, kept by Connect as a source offset: nothing at the broker says which
 * sessions an earlier configuration has left there, nor which subscriptions they have. Each Kafka record carries it; Connect
 * stores it at its next flush of offsets and at a clean stop. The maps are made once, not per message.
 *
 * @param partition source partition: the configured client id, which is the name of the main session
 * @param offset    source offset: broker, QoS and topic filters; those of the main session under the name of the setting
 */
public record SessionRecord(Map<String, String> partition, Map<String, String> offset) {

    /** Topic filters that have a session of their own. */
    private static final String OWN = "mqtt.sessions";
    /** Topic filters that no configuration has any more, whose own sessions may not have ended. */
    private static final String ENDING = "mqtt.sessions.ending";
    /** With MQTT 3.1.1: topic filters whose subscription the broker has confirmed, and whose session it has kept since. */
    private static final String SUBSCRIBED = "mqtt.sessions.subscribed";

    /** Returns the source partition of a client id. */
    public static Map<String, String> partition(MqttSourceConfig config) {
        return Map.of(SettingNames.MQTT_CLIENT_ID, config.clientId());
    }

    /** Whether a source partition is the one of a client id, this one or an earlier one. */
    public static boolean isPartition(Map<String, ?> partition) {
        return partition.size() == 1 && partition.get(SettingNames.MQTT_CLIENT_ID) instanceof String;
    }

    /**
     * Creates the record of sessions.
     *
     * @param main   topic filters that the main session has or may have; none if there is none
     * @param own    topic filters that have a session of their own
     * @param ending topic filters whose own session is no longer wanted and may still exist
     * @param subscribed topic filters whose subscription need not be made again
     */
    static SessionRecord of(MqttSourceConfig config, List<String> main, List<String> own, List<String> ending,
            List<String> subscribed) {
        Map<String, String> offset = new TreeMap<>(Map.of(
                SettingNames.MQTT_URL, config.broker().toString(),
                // No topic filter of a configuration has a comma: it separates them.
                SettingNames.MQTT_TOPICS, String.join(",", main),
                SettingNames.MQTT_QOS, Integer.toString(config.qos().getCode())));
        put(offset, OWN, own);
        put(offset, ENDING, ending);
        put(offset, SUBSCRIBED, subscribed);
        return new SessionRecord(partition(config), Map.copyOf(offset));
    }

    private static void put(Map<String, String> offset, String name, List<String> filters) {
        if (!filters.isEmpty()) {
            offset.put(name, String.join(",", filters));
        }
    }

    /**
     * Reads the record that Connect has stored.
     *
     * @param stored offset of the partition; null if there is none
     * @return null if there is none, or another than the connector's own
     */
    public static SessionRecord stored(MqttSourceConfig config, Map<String, Object> stored) {
        if (stored == null || !(stored.get(SettingNames.MQTT_URL) instanceof String)
                || !(stored.get(SettingNames.MQTT_TOPICS) instanceof String)) {
            return null;
        }
        Map<String, String> offset = new TreeMap<>();
        for (String name : List.of(SettingNames.MQTT_URL, SettingNames.MQTT_TOPICS, SettingNames.MQTT_QOS, OWN, ENDING, SUBSCRIBED)) {
            if (stored.get(name) instanceof String text) {
                offset.put(name, text);
            }
        }
        return new SessionRecord(partition(config), Map.copyOf(offset));
    }

    /** Returns the address of the broker that has the sessions. */
    String broker() {
        return offset.get(SettingNames.MQTT_URL);
    }

    /** Returns the topic filters of the main session; none if there is none. */
    List<String> main() {
        return filters(SettingNames.MQTT_TOPICS);
    }

    /** Returns the topic filters that have a session of their own. */
    List<String> own() {
        return filters(OWN);
    }

    /** Returns the topic filters whose own session was no longer wanted and may still exist. */
    List<String> ending() {
        return filters(ENDING);
    }

    /** Whether {@link #subscribed} is about the broker and the QoS of the configuration. */
    boolean hasSubscriptionsFor(MqttSourceConfig config) {
        return config.broker().shareOneWith(broker())
                && Integer.toString(config.qos().getCode()).equals(offset.get(SettingNames.MQTT_QOS));
    }

    /** Returns the topic filters whose subscription the broker has confirmed, and whose session it has kept since. */
    List<String> subscribed() {
        return filters(SUBSCRIBED);
    }

    private List<String> filters(String name) {
        String text = offset.getOrDefault(name, "");
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }
}
