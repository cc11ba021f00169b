package io.github.mqttkafkatestbed.connect.config;

import java.util.List;

/** Names of the connector's settings, in groups; their types, defaults and meaning are in {@link SettingDefinitions}. */
public final class SettingNames {

    public static final String MQTT_URL = "mqtt.url";
    public static final String MQTT_VERSION = "mqtt.version";
    public static final String MQTT_TOPICS = "mqtt.topics";
    public static final String MQTT_QOS = "mqtt.qos";
    public static final String MQTT_CLIENT_ID = "mqtt.client.id";
    public static final String MQTT_USERNAME = "mqtt.username";
    public static final String MQTT_PASSWORD = "mqtt.password";
    public static final String MQTT_TLS_CA = "mqtt.tls.ca";
    public static final String MQTT_TLS_CERTIFICATE = "mqtt.tls.certificate";
    public static final String MQTT_TLS_KEY = "mqtt.tls.key";
    public static final String MQTT_SESSION_EXPIRY_SECONDS = "mqtt.session.expiry.seconds";
    public static final String MQTT_KEEP_ALIVE_SECONDS = "mqtt.keep.alive.seconds";
    public static final String MQTT_CONNECT_TIMEOUT_MS = "mqtt.connect.timeout.ms";
    public static final String MQTT_RECEIVE_MAXIMUM = "mqtt.receive.maximum";
    public static final String MQTT_MAXIMUM_PACKET_SIZE = "mqtt.maximum.packet.size";
    public static final String MQTT_RETAIN_HANDLING = "mqtt.retain.handling";
    public static final String UNACKNOWLEDGED_BYTES = "unacknowledged.bytes";
    public static final String QOS0_QUEUE_BYTES = "qos0.queue.bytes";
    public static final String KAFKA_TOPIC = "kafka.topic";
    public static final String TOPIC_MAP = "topic.map";
    public static final String TOPIC_MAP_ALLOWED = "topic.map.allowed";
    public static final String TOPIC_MAP_UNMATCHED = "topic.map.unmatched";
    public static final String DEAD_LETTER_TOPIC = "dead.letter.topic";
    public static final String VALUE_TYPE = "value.type";
    public static final String RECORD_KEY = "record.key";
    public static final String RECORD_KEY_MISSING = "record.key.missing";
    public static final String MAX_RECORD_BYTES = "max.record.bytes";
    public static final String MAX_USER_PROPERTIES = "max.user.properties";
    public static final String SUBSCRIBE_WAIT_MS = "subscribe.wait.ms";

    /** Every setting once, in the order of the documentation: each belongs to a group. */
    static final List<Group> GROUPS = List.of(
            new Group("Connection", MQTT_URL, MQTT_VERSION, MQTT_USERNAME, MQTT_PASSWORD,
                    MQTT_KEEP_ALIVE_SECONDS, MQTT_CONNECT_TIMEOUT_MS, SUBSCRIBE_WAIT_MS),
            new Group("TLS", MQTT_TLS_CA, MQTT_TLS_CERTIFICATE, MQTT_TLS_KEY),
            new Group("Session and subscription", MQTT_CLIENT_ID, MQTT_TOPICS, MQTT_QOS, MQTT_SESSION_EXPIRY_SECONDS,
                    MQTT_RETAIN_HANDLING),
            new Group("Records", KAFKA_TOPIC, TOPIC_MAP, TOPIC_MAP_ALLOWED, TOPIC_MAP_UNMATCHED, RECORD_KEY, VALUE_TYPE),
            new Group("Limits and dead letters", DEAD_LETTER_TOPIC, RECORD_KEY_MISSING, MAX_RECORD_BYTES, MAX_USER_PROPERTIES),
            new Group("Flow control", UNACKNOWLEDGED_BYTES, QOS0_QUEUE_BYTES, MQTT_RECEIVE_MAXIMUM,
                    MQTT_MAXIMUM_PACKET_SIZE));

    private SettingNames() { }

    /** Settings that the documentation and user interfaces show together. */
    record Group(String name, List<String> settings) {

        private Group(String name, String... settings) {
            this(name, List.of(settings));
        }
    }
}
