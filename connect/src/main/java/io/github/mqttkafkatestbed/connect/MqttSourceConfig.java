package io.github.mqttkafkatestbed.connect;

import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

import com.hivemq.client.mqtt.datatypes.MqttQos;

/** The connector's settings. README.md lists the same; a test holds the two together. */
final class MqttSourceConfig extends AbstractConfig {

    static final String MQTT_URL = "mqtt.url";
    static final String MQTT_TOPICS = "mqtt.topics";
    static final String MQTT_QOS = "mqtt.qos";
    static final String MQTT_CLIENT_ID = "mqtt.client.id";
    static final String MQTT_USERNAME = "mqtt.username";
    static final String MQTT_PASSWORD = "mqtt.password";
    static final String MQTT_SESSION_EXPIRY_SECONDS = "mqtt.session.expiry.seconds";
    static final String MQTT_KEEP_ALIVE_SECONDS = "mqtt.keep.alive.seconds";
    static final String MQTT_CONNECT_TIMEOUT_MS = "mqtt.connect.timeout.ms";
    static final String MQTT_RECEIVE_MAXIMUM = "mqtt.receive.maximum";
    static final String QOS0_QUEUE_BYTES = "qos0.queue.bytes";
    static final String KAFKA_TOPIC = "kafka.topic";
    static final String DEAD_LETTER_TOPIC = "dead.letter.topic";
    static final String RECORD_KEY = "record.key";
    static final String RECORD_KEY_MISSING = "record.key.missing";
    static final String MAX_RECORD_BYTES = "max.record.bytes";
    static final String SUBSCRIBE_WAIT_MS = "subscribe.wait.ms";

    /** The smallest {@code max.record.bytes}: the longest MQTT topic, 65,535 bytes, must fit into a dead letter. */
    static final int MIN_RECORD_BYTES = 100_000;

    static final int DEFAULT_RECEIVE_MAXIMUM = 65_535;

    private static final String PRODUCER_MAX_REQUEST_SIZE = "producer.override.max.request.size";
    private static final int DEFAULT_MAX_REQUEST_SIZE = 1_048_576;

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(MQTT_URL, Type.STRING, NO_DEFAULT_VALUE, SettingCheck.brokerAddress(),
                    Importance.HIGH, "Address of the MQTT broker: mqtt://host[:1883], or mqtts://host[:8883] for TLS."
                            + " Without user name and password, which have settings of their own.")
            .define(MQTT_TOPICS, Type.LIST, NO_DEFAULT_VALUE, SettingCheck.topicFilters(),
                    Importance.HIGH, "Topic filters to subscribe to, separated by commas; wildcards + and #"
                            + " as in MQTT 5 section 4.7.")
            .define(MQTT_QOS, Type.INT, 1, Range.between(0, 2),
                    Importance.HIGH, "Quality of service of the subscription. A message comes with this one or the one"
                            + " it was published with, whichever is lower. 0 can lose messages: nothing acknowledges them.")
            .define(MQTT_CLIENT_ID, Type.STRING, NO_DEFAULT_VALUE, SettingCheck.clientId(),
                    Importance.HIGH, "Client identifier, the name of the session at the broker. No other client may use"
                            + " it, and a new one begins a new session, which knows nothing of messages that wait in the old.")
            .define(MQTT_USERNAME, Type.STRING, null, SettingCheck.mqttString(),
                    Importance.MEDIUM, "User name for the broker.")
            .define(MQTT_PASSWORD, Type.PASSWORD, null,
                    Importance.MEDIUM, "Password for the broker; needs a user name. Never logged.")
            .define(MQTT_SESSION_EXPIRY_SECONDS, Type.LONG, 2_592_000L, Range.between(1L, 4_294_967_295L),
                    Importance.MEDIUM, "How long, in seconds, the broker keeps the session and its waiting messages while the"
                            + " connector is away. 4294967295 means for ever. Longer absence loses messages.")
            .define(MQTT_KEEP_ALIVE_SECONDS, Type.INT, 10, Range.between(1, 65_535),
                    Importance.LOW, "Longest silence, in seconds, before the client asks the broker whether it is there."
                            + " A dead connection is noticed after at most twice this time.")
            .define(MQTT_CONNECT_TIMEOUT_MS, Type.INT, 5_000, Range.between(100, 60_000),
                    Importance.LOW, "How long, in milliseconds, a try waits for the connection, for TLS, for CONNACK"
                            + " and for SUBACK, each.")
            .define(MQTT_RECEIVE_MAXIMUM, Type.INT, DEFAULT_RECEIVE_MAXIMUM, Range.between(1, 65_535),
                    Importance.LOW, "How many QoS 1 and 2 messages the broker may have unacknowledged (MQTT 5 section"
                            + " 3.1.2.11.3). Mosquitto before 2.0.21 sends more than a smaller value allows, and the"
                            + " connection breaks again and again: leave it and set the broker's max_inflight_messages.")
            .define(QOS0_QUEUE_BYTES, Type.LONG, 33_554_432L, Range.between(1L, 1L << 40),
                    Importance.LOW, "How many bytes of QoS 0 messages may wait for Kafka. A message that finds no room is"
                            + " dropped, counted and logged.")
            .define(KAFKA_TOPIC, Type.STRING, NO_DEFAULT_VALUE, SettingCheck.kafkaTopic(),
                    Importance.HIGH, "Kafka topic of the records.")
            .define(DEAD_LETTER_TOPIC, Type.STRING, null, SettingCheck.kafkaTopic(),
                    Importance.MEDIUM, "Kafka topic of the messages that cannot become records."
                            + " Default: the Kafka topic with .dead-letter behind it.")
            .define(RECORD_KEY, Type.STRING, "none", SettingCheck.recordKey(),
                    Importance.HIGH, "Key of the record: none; topic (the MQTT topic); json:<JSON Pointer>, a value of the"
                            + " JSON payload, such as json:/id; or property:<user property>, the first one of that name.")
            .define(RECORD_KEY_MISSING, Type.STRING, "dead-letter", ValidString.in("dead-letter", "fail"),
                    Importance.MEDIUM, "What becomes of a message without the key: dead-letter, or fail, which stops the"
                            + " task at it.")
            .define(MAX_RECORD_BYTES, Type.INT, 900_000, Range.between(MIN_RECORD_BYTES, Integer.MAX_VALUE),
                    Importance.MEDIUM, "Largest record in bytes, counted as the producer does: payload, key, headers and"
                            + " their lengths. A larger one goes to the dead-letter topic, its payload cut. Must not be"
                            + " more than the producer's max.request.size; leave room for what transforms add.")
            .define(SUBSCRIBE_WAIT_MS, Type.INT, 5_000, Range.between(0, 60_000),
                    Importance.LOW, "How long, in milliseconds, the start of the task waits for the subscription. After"
                            + " that the task counts as running and goes on trying.");

    private MqttSourceConfig(Map<String, String> settings) {
        // Not logged: Connect shows the configuration of a connector to whoever may see it.
        super(DEFINITION, settings, false);
    }

    /**
     * Reads the settings.
     *
     * @throws ConfigException that names every problem
     */
    static MqttSourceConfig checked(Map<String, String> settings) {
        List<ConfigValue> values = DEFINITION.validate(settings);
        addCrossChecks(values, settings);
        List<String> problems = values.stream().flatMap(value -> value.errorMessages().stream()).toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(String.join("\n", problems));
        }
        return new MqttSourceConfig(settings);
    }

    /**
     * Checks the settings that depend on each other.
     *
     * @param values   what {@link ConfigDef#validate} returned; gets the problems
     * @param settings all settings of the connector, also those of Connect itself
     */
    static void addCrossChecks(List<ConfigValue> values, Map<String, String> settings) {
        Map<String, ConfigValue> byName =
                values.stream().collect(Collectors.toMap(ConfigValue::name, Function.identity()));
        ConfigValue password = byName.get(MQTT_PASSWORD);
        if (password.value() != null && byName.get(MQTT_USERNAME).value() == null) {
            password.addErrorMessage(MQTT_PASSWORD + " needs " + MQTT_USERNAME + " beside it");
        }
        ConfigValue deadLetterTopic = byName.get(DEAD_LETTER_TOPIC);
        if (deadLetterTopic.value() != null && deadLetterTopic.value().equals(byName.get(KAFKA_TOPIC).value())) {
            deadLetterTopic.addErrorMessage(DEAD_LETTER_TOPIC + " must not be " + KAFKA_TOPIC + " (both are "
                    + deadLetterTopic.value() + ")");
        }
        ConfigValue maxRecordBytes = byName.get(MAX_RECORD_BYTES);
        int maxRequestSize = maxRequestSize(settings);
        if (maxRecordBytes.value() instanceof Integer bytes && bytes > maxRequestSize) {
            maxRecordBytes.addErrorMessage(MAX_RECORD_BYTES + " is " + bytes + " and must not be more than the producer's"
                    + " max.request.size, " + maxRequestSize + "; raise " + PRODUCER_MAX_REQUEST_SIZE);
        }
    }

    private static int maxRequestSize(Map<String, String> settings) {
        String text = settings.get(PRODUCER_MAX_REQUEST_SIZE);
        try {
            return text == null ? DEFAULT_MAX_REQUEST_SIZE : Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            // Connect reports it: the setting is the producer's.
            return DEFAULT_MAX_REQUEST_SIZE;
        }
    }

    BrokerAddress broker() {
        return BrokerAddress.parse(getString(MQTT_URL));
    }

    List<String> topicFilters() {
        return getList(MQTT_TOPICS);
    }

    MqttQos qos() {
        return MqttQos.fromCode(getInt(MQTT_QOS));
    }

    String clientId() {
        return getString(MQTT_CLIENT_ID);
    }

    Optional<String> username() {
        return Optional.ofNullable(getString(MQTT_USERNAME));
    }

    Optional<Password> password() {
        return Optional.ofNullable(getPassword(MQTT_PASSWORD));
    }

    long sessionExpirySeconds() {
        return getLong(MQTT_SESSION_EXPIRY_SECONDS);
    }

    int keepAliveSeconds() {
        return getInt(MQTT_KEEP_ALIVE_SECONDS);
    }

    int connectTimeoutMs() {
        return getInt(MQTT_CONNECT_TIMEOUT_MS);
    }

    int receiveMaximum() {
        return getInt(MQTT_RECEIVE_MAXIMUM);
    }

    long qos0QueueBytes() {
        return getLong(QOS0_QUEUE_BYTES);
    }

    long subscribeWaitMs() {
        return getInt(SUBSCRIBE_WAIT_MS);
    }

    String kafkaTopic() {
        return getString(KAFKA_TOPIC);
    }

    String deadLetterTopic() {
        return Optional.ofNullable(getString(DEAD_LETTER_TOPIC)).orElse(kafkaTopic() + ".dead-letter");
    }

    /** Whether Connect drops records that fail on their way to Kafka, and so lets messages be lost. */
    boolean toleratesErrors() {
        return "all".equalsIgnoreCase(originalsStrings().get("errors.tolerance"));
    }

    RecordConverter recordConverter() {
        return new RecordConverter(kafkaTopic(), deadLetterTopic(), RecordKey.parse(getString(RECORD_KEY)),
                RecordConverter.MissingKey.valueOf(
                        getString(RECORD_KEY_MISSING).replace('-', '_').toUpperCase(Locale.ROOT)),
                getInt(MAX_RECORD_BYTES));
    }
}
