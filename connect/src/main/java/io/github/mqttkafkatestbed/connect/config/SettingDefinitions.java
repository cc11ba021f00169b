package io.github.mqttkafkatestbed.connect.config;

import static io.github.mqttkafkatestbed.connect.config.SettingNames.*;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import java.util.Set;
import java.util.TreeSet;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

import io.github.mqttkafkatestbed.connect.config.SettingNames.Group;
import io.github.mqttkafkatestbed.connect.key.MissingKeyPolicy;
import io.github.mqttkafkatestbed.connect.topic.UnmatchedPolicy;

/** Types, defaults, limits and documentation of the settings. README.md has the same as tables ({@code npm run docs:connector}). */
public final class SettingDefinitions {

    /** Smallest {@code max.record.bytes}: the longest MQTT topic, 65,535 bytes, must fit into a dead letter; all else is cut. */
    public static final int MIN_RECORD_BYTES = 100_000;

    /** Largest Receive Maximum (MQTT 5 section 3.1.2.11.3), which means no limit beyond the protocol's. */
    static final int MAX_RECEIVE_MAXIMUM = 65_535;

    /** Retain Handling that asks for retained messages if the subscription is new (MQTT 5 section 3.8.3.1). */
    private static final int RETAINED_IF_NEW = 1;

    /** Largest MQTT packet: a fixed header of 5 bytes, and the largest Remaining Length (MQTT 5 section 1.5.5). */
    static final int MAX_PACKET_BYTES = 5 + 268_435_455;

    /** Every setting, in the order of {@link SettingNames#GROUPS}. */
    public static final ConfigDef ALL = grouped(new ConfigDef()
            .define(MQTT_URL, Type.STRING, NO_DEFAULT_VALUE, SettingValidator.brokerAddress(),
                    Importance.HIGH, "Address of the MQTT broker: mqtt://host[:1883], mqtts://host[:8883] for TLS, ws://host[:80]/path or"
                            + " wss://host[:443]/path for WebSocket. Several, separated by commas, are tried in turn: of nodes"
                            + " that share their sessions. Without user name and password, which have settings of their own.")
            .define(MQTT_VERSION, Type.STRING, MqttVersion.V5.toString(), ValidString.in(EnumSetting.allowed(MqttVersion.class)),
                    Importance.MEDIUM, "Version of MQTT. 3.1.1 is for brokers that do not speak 5: messages then have no"
                            + " properties, and the broker alone decides how long it keeps a session.")
            .define(MQTT_TOPICS, Type.LIST, NO_DEFAULT_VALUE, SettingValidator.topicFilters(),
                    Importance.HIGH, "Topic filters to subscribe to, separated by commas; wildcards + and #"
                            + " as in MQTT 5 section 4.7. None may overlap another: the broker may deliver a message once"
                            + " for each (section 3.3.4). Each has a session of its own, and as many tasks as there are"
                            + " topic filters share them.")
            .define(MQTT_QOS, Type.INT, 1, Range.between(0, 2),
                    Importance.HIGH, "Quality of service of the subscription. A message comes with this one or the one"
                            + " it was published with, whichever is lower. 0 can lose messages: nothing acknowledges them.")
            .define(MQTT_CLIENT_ID, Type.STRING, NO_DEFAULT_VALUE, SettingValidator.clientId(),
                    Importance.HIGH, "Client identifier, the name of the session at the broker. No other client may use"
                            + " it, and a new one begins a new session, which knows nothing of messages that wait in the old."
                            + " With several topic filters each session has a hyphen and ten hexadecimal digits behind it; a"
                            + " filter that was the only one keeps its session.")
            .define(MQTT_USERNAME, Type.STRING, null, SettingValidator.mqttString(),
                    Importance.MEDIUM, "User name for the broker.")
            .define(MQTT_PASSWORD, Type.PASSWORD, null,
                    Importance.MEDIUM, "Password for the broker; needs a user name. Never logged.")
            .define(MQTT_TLS_CA, Type.STRING, null, SettingValidator.described("PEM, or the path of a file with it"),
                    Importance.MEDIUM, "Certificates of the authorities that the broker's certificate may come from. Default:"
                            + " those that the worker's JVM trusts.")
            .define(MQTT_TLS_CERTIFICATE, Type.STRING, null, SettingValidator.described("PEM, or the path of a file with it"),
                    Importance.MEDIUM, "The client's certificate, with those between it and its authority behind it, for brokers"
                            + " that ask for one.")
            .define(MQTT_TLS_KEY, Type.PASSWORD, null,
                    Importance.MEDIUM, "Private key of the client's certificate, as PEM or the path of a file with it, not"
                            + " encrypted: PKCS #8, PKCS #1 or SEC 1. Never logged.")
            .define(MQTT_SESSION_EXPIRY_SECONDS, Type.LONG, 2_592_000L, Range.between(1L, 4_294_967_295L),
                    Importance.MEDIUM, "How long, in seconds, the broker keeps the session and its waiting messages while the"
                            + " connector is away. 4294967295 means for ever. Longer absence loses messages."
                            + " Of no effect with MQTT 3.1.1.")
            .define(MQTT_KEEP_ALIVE_SECONDS, Type.INT, 10, Range.between(1, 65_535),
                    Importance.LOW, "Longest silence, in seconds, before the client asks the broker whether it is there."
                            + " A dead connection is noticed after at most twice this time.")
            .define(MQTT_CONNECT_TIMEOUT_MS, Type.INT, 5_000, Range.between(100, 60_000),
                    Importance.LOW, "How long, in milliseconds, a try waits for the connection, for TLS, for CONNACK"
                            + " and for SUBACK, each.")
            .define(MQTT_RECEIVE_MAXIMUM, Type.INT, MAX_RECEIVE_MAXIMUM, Range.between(1, MAX_RECEIVE_MAXIMUM),
                    Importance.LOW, "How many QoS 1 and 2 messages the broker may have unacknowledged (MQTT 5 section"
                            + " 3.1.2.11.3). Mosquitto before 2.0.21 sends more than a smaller value allows, and the"
                            + " connection breaks again and again: leave it and set the broker's max_inflight_messages.")
            .define(MQTT_MAXIMUM_PACKET_SIZE, Type.INT, MAX_PACKET_BYTES, Range.between(1_024, MAX_PACKET_BYTES),
                    Importance.LOW, "Largest packet, in bytes, that the broker may send (MQTT 5 section 3.1.2.11.4). The"
                            + " default is the largest of MQTT: no limit. With a smaller one the broker discards larger"
                            + " messages without telling anyone (section 3.1.2-25): a limit of the broker, of which it tells"
                            + " the publisher, is better.")
            .define(MQTT_RETAIN_HANDLING, Type.INT, RETAINED_IF_NEW, Range.between(0, 2),
                    Importance.LOW, "Retained messages that the broker sends for a subscription (Retain Handling, MQTT 5"
                            + " section 3.8.3.1): 0 all, again after each reconnect; 1 all, if the session does not have the"
                            + " subscription yet; 2 none. MQTT 3.1.1 has 1 only.")
            .define(UNACKNOWLEDGED_BYTES, Type.LONG, 1_048_576L, Range.between(65_536L, 1L << 40),
                    Importance.LOW, "How many bytes of QoS 1 and 2 messages a task may have received and not acknowledged."
                            + " Its sessions have equal shares; at this limit no further message is read until half of them"
                            + " are.")
            .define(QOS0_QUEUE_BYTES, Type.LONG, 33_554_432L, Range.between(1L, 1L << 40),
                    Importance.LOW, "How many bytes of QoS 0 messages may wait for Kafka, in a task. A message that finds no room is"
                            + " dropped, counted and logged.")
            .define(KAFKA_TOPIC, Type.STRING, NO_DEFAULT_VALUE, SettingValidator.kafkaTopic(),
                    Importance.HIGH, "Kafka topic of the records; with topic.map, of those that no rule matches.")
            .define(TOPIC_MAP, Type.LIST, null, SettingValidator.described("<topic filter>:<Kafka topic>, …"),
                    Importance.MEDIUM, "Rules that give messages other Kafka topics, separated by commas; the first one whose"
                            + " topic filter matches counts. {1}, {2} … stand for what the wildcards of the filter match.")
            .define(TOPIC_MAP_ALLOWED, Type.STRING, null, SettingValidator.allowedTopics(),
                    Importance.MEDIUM, "Kafka topics that may arise from {1}, {2} …; required as soon as a rule of topic.map has"
                            + " one. A message for any other goes to the dead-letter topic.")
            .define(TOPIC_MAP_UNMATCHED, Type.STRING, UnmatchedPolicy.DEFAULT.toString(),
                    ValidString.in(EnumSetting.allowed(UnmatchedPolicy.class)),
                    Importance.MEDIUM, "What becomes of a message that no rule of topic.map matches: default, it goes to"
                            + " kafka.topic; or dead-letter.")
            .define(DEAD_LETTER_TOPIC, Type.STRING, null, SettingValidator.kafkaTopic(),
                    Importance.MEDIUM, "Kafka topic of the messages that cannot become records."
                            + " Default: the Kafka topic with .dead-letter behind it.")
            .define(VALUE_TYPE, Type.STRING, ValueType.BYTES.toString(), ValidString.in(EnumSetting.allowed(ValueType.class)),
                    Importance.MEDIUM, "Type of the record's value in Connect: bytes, or string, for transforms that need text;"
                            + " a payload that is not UTF-8 then goes to the dead-letter topic. The converter must fit it.")
            .define(RECORD_KEY, Type.STRING, "none", SettingValidator.recordKey(),
                    Importance.HIGH, "Key of the record: none; topic (the MQTT topic); json:<JSON Pointer>, a value of the"
                            + " JSON payload, such as json:/id; property:<user property>, the first one of that name; or a"
                            + " template such as {topic:2}-{json:/id}, where {topic:2} is the second level of the topic.")
            .define(RECORD_KEY_MISSING, Type.STRING, MissingKeyPolicy.DEAD_LETTER.toString(),
                    ValidString.in(EnumSetting.allowed(MissingKeyPolicy.class)),
                    Importance.MEDIUM, "What becomes of a message without the key: dead-letter, or fail, which stops the"
                            + " task at it.")
            .define(MAX_RECORD_BYTES, Type.INT, 900_000, Range.between(MIN_RECORD_BYTES, Integer.MAX_VALUE),
                    Importance.MEDIUM, "Largest record in bytes, counted as the producer does: payload, key, headers and"
                            + " their lengths. A larger one goes to the dead-letter topic, its payload cut. Must not be"
                            + " more than the producer's max.request.size; leave room for what transforms add.")
            .define(MAX_USER_PROPERTIES, Type.INT, 100, Range.between(0, 10_000),
                    Importance.LOW, "Largest number of user properties of a message; they become headers. One with more goes"
                            + " to the dead-letter topic, with the first of them: some consumers cannot read records with"
                            + " thousands of headers.")
            .define(SUBSCRIBE_WAIT_MS, Type.INT, 5_000, Range.between(0, 60_000),
                    Importance.LOW, "How long, in milliseconds, the start of the task waits for the subscription. After"
                            + " that the task counts as running and goes on trying."));

    private SettingDefinitions() { }

    /** Returns the definitions with their groups, and their places in them. */
    private static ConfigDef grouped(ConfigDef definitions) {
        ConfigDef result = new ConfigDef();
        for (Group group : GROUPS) {
            for (String name : group.settings()) {
                ConfigKey key = definitions.configKeys().get(name);
                int place = group.settings().indexOf(name) + 1;
                result.define(name, key.type, key.defaultValue, key.validator, key.importance, key.documentation,
                        group.name(), place, Width.MEDIUM, name);
            }
        }
        Set<String> left = new TreeSet<>(definitions.names());
        left.removeAll(result.names());
        if (!left.isEmpty()) {
            throw new IllegalStateException("in no group of SettingNames.GROUPS: " + left);
        }
        return result;
    }
}
