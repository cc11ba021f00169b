package io.github.mqttkafkatestbed.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;

import io.github.mqttkafkatestbed.connect.address.BrokerAddresses;
import io.github.mqttkafkatestbed.connect.converter.TextOrBytesConverter;
import io.github.mqttkafkatestbed.connect.key.MissingKeyPolicy;
import io.github.mqttkafkatestbed.connect.key.RecordKey;
import io.github.mqttkafkatestbed.connect.key.RecordKeyParser;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;
import io.github.mqttkafkatestbed.connect.tls.PemSetting;
import io.github.mqttkafkatestbed.connect.tls.TlsSettings;
import io.github.mqttkafkatestbed.connect.topic.AllowedTopics;
import io.github.mqttkafkatestbed.connect.topic.TopicMap;
import io.github.mqttkafkatestbed.connect.topic.TopicMapCheck;
import io.github.mqttkafkatestbed.connect.topic.UnmatchedPolicy;

/**
 * Valid settings of the connector. Each getter is named after its setting and unit; meaning and range are in
 * {@link SettingDefinitions}.
 */
public final class MqttSourceConfig extends AbstractConfig {

    private MqttSourceConfig(Map<String, String> settings) {
        // Not logged: Connect shows the configuration of a connector to those who may see it.
        super(SettingDefinitions.ALL, settings, false);
    }

    /**
     * Parses the settings.
     *
     * @throws ConfigException if a setting is not allowed; the message names every problem
     */
    public static MqttSourceConfig of(Map<String, String> settings) {
        List<String> problems = validate(settings).stream().flatMap(value -> value.errorMessages().stream()).toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(String.join("\n", problems));
        }
        return new MqttSourceConfig(settings);
    }

    /**
     * Checks each setting, and those that depend on each other.
     *
     * @param settings all settings of the connector, also those of Connect itself
     * @return every setting with its problems, in the form that {@link ConfigDef#validate} has; settings of Connect itself only
     *         if they have one
     */
    public static List<ConfigValue> validate(Map<String, String> settings) {
        List<ConfigValue> values = SettingDefinitions.ALL.validate(settings);
        CrossValidation.addProblems(values, settings);
        values.forEach(value -> value.errorMessages().replaceAll(EscapedText::of));
        return values;
    }

    /** Returns the number of topic filters in the settings of a connector, which need not be valid. */
    public static int topicFilterCount(Map<String, String> settings) {
        String text = settings.get(SettingNames.MQTT_TOPICS);
        return text == null ? 0
                : ((List<?>) ConfigDef.parseType(SettingNames.MQTT_TOPICS, text, ConfigDef.Type.LIST)).size();
    }

    /** Returns the addresses of the broker. */
    public BrokerAddresses broker() {
        return BrokerAddresses.parse(getString(SettingNames.MQTT_URL));
    }

    public MqttVersion version() {
        return EnumSetting.of(MqttVersion.class, getString(SettingNames.MQTT_VERSION));
    }

    public List<String> topicFilters() {
        return getList(SettingNames.MQTT_TOPICS);
    }

    public MqttQos qos() {
        return MqttQos.fromCode(getInt(SettingNames.MQTT_QOS));
    }

    public String clientId() {
        return getString(SettingNames.MQTT_CLIENT_ID);
    }

    public Optional<String> username() {
        return Optional.ofNullable(getString(SettingNames.MQTT_USERNAME));
    }

    public Optional<Password> password() {
        return Optional.ofNullable(getPassword(SettingNames.MQTT_PASSWORD));
    }

    public TlsSettings tls() {
        return tls(getString(SettingNames.MQTT_TLS_CA), getString(SettingNames.MQTT_TLS_CERTIFICATE),
                getPassword(SettingNames.MQTT_TLS_KEY));
    }

    /** Returns the TLS settings of values that may be null. */
    static TlsSettings tls(String ca, String certificate, Password key) {
        return new TlsSettings(
                Optional.ofNullable(ca).map(value -> new PemSetting(SettingNames.MQTT_TLS_CA, value)),
                Optional.ofNullable(certificate).map(value -> new PemSetting(SettingNames.MQTT_TLS_CERTIFICATE, value)),
                Optional.ofNullable(key).map(value -> new PemSetting(SettingNames.MQTT_TLS_KEY, value.value())));
    }

    public long sessionExpirySeconds() {
        return getLong(SettingNames.MQTT_SESSION_EXPIRY_SECONDS);
    }

    public int keepAliveSeconds() {
        return getInt(SettingNames.MQTT_KEEP_ALIVE_SECONDS);
    }

    public int connectTimeoutMs() {
        return getInt(SettingNames.MQTT_CONNECT_TIMEOUT_MS);
    }

    public int receiveMaximum() {
        return getInt(SettingNames.MQTT_RECEIVE_MAXIMUM);
    }

    /** Whether the Receive Maximum is below the largest, which Mosquitto before 2.0.21 does not respect. */
    public boolean limitsReceiveMaximum() {
        return receiveMaximum() < SettingDefinitions.MAX_RECEIVE_MAXIMUM;
    }

    public int maximumPacketSize() {
        return getInt(SettingNames.MQTT_MAXIMUM_PACKET_SIZE);
    }

    public Mqtt5RetainHandling retainHandling() {
        return Mqtt5RetainHandling.fromCode(getInt(SettingNames.MQTT_RETAIN_HANDLING));
    }

    public long unacknowledgedBytes() {
        return getLong(SettingNames.UNACKNOWLEDGED_BYTES);
    }

    public long qos0QueueBytes() {
        return getLong(SettingNames.QOS0_QUEUE_BYTES);
    }

    public long subscribeWaitMs() {
        return getInt(SettingNames.SUBSCRIBE_WAIT_MS);
    }

    public String kafkaTopic() {
        return getString(SettingNames.KAFKA_TOPIC);
    }

    /** Returns the topic of dead letters; default: the topic of the records with {@code .dead-letter} appended. */
    public String deadLetterTopic() {
        return deadLetterTopic(getString(SettingNames.DEAD_LETTER_TOPIC), kafkaTopic());
    }

    /** @param setting null for the default */
    static String deadLetterTopic(String setting, String kafkaTopic) {
        return setting != null ? setting : kafkaTopic + ".dead-letter";
    }

    public TopicMap topicMap() {
        return topicMapRules().isEmpty() ? TopicMap.of(kafkaTopic())
                : TopicMap.of(topicMapRules(), allowedTopics(),
                        EnumSetting.of(UnmatchedPolicy.class, getString(SettingNames.TOPIC_MAP_UNMATCHED)), kafkaTopic(),
                        deadLetterTopic());
    }

    /** Returns the Kafka topics that settings name; others may arise from a regular expression of the allowed ones. */
    public Set<String> namedKafkaTopics() {
        Set<String> topics = new LinkedHashSet<>(List.of(kafkaTopic(), deadLetterTopic()));
        topics.addAll(topicMapCheck().namedTopics());
        topics.addAll(allowedTopics().names());
        return topics;
    }

    private TopicMapCheck topicMapCheck() {
        return new TopicMapCheck(topicMapRules(), deadLetterTopic());
    }

    private List<String> topicMapRules() {
        return Optional.ofNullable(getList(SettingNames.TOPIC_MAP)).orElse(List.of());
    }

    private AllowedTopics allowedTopics() {
        return AllowedTopics.parse(getString(SettingNames.TOPIC_MAP_ALLOWED));
    }

    public RecordKey recordKey() {
        return RecordKeyParser.parse(getString(SettingNames.RECORD_KEY));
    }

    public MissingKeyPolicy missingKeyPolicy() {
        return EnumSetting.of(MissingKeyPolicy.class, getString(SettingNames.RECORD_KEY_MISSING));
    }

    public ValueType valueType() {
        return EnumSetting.of(ValueType.class, getString(SettingNames.VALUE_TYPE));
    }

    /** Returns a sentence for each setting, also of Connect and of Kafka's producer, that is allowed and may be a mistake. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(ConverterSettings.warnings(originalsStrings()));
        warnings.addAll(new ProducerOverrides(originalsStrings()).warnings());
        topicMapCheck().rulesOutside(topicFilters()).forEach(rule -> warnings.add(SettingNames.TOPIC_MAP + " has the rule " + rule
                + ", which matches no message of " + SettingNames.MQTT_TOPICS));
        topicFilters().stream().filter(filter -> filter.startsWith("$share/")).forEach(filter -> warnings.add(
                SettingNames.MQTT_TOPICS + " has " + filter + ": the broker deals the messages of a shared subscription out"
                        + " among its clients, and their order is not kept if there are others than this connector"));
        return warnings;
    }

    public int maxRecordBytes() {
        return getInt(SettingNames.MAX_RECORD_BYTES);
    }

    /**
     * Whether the header converter writes bytes as they are, as far as the connector can know: {@code header.converter} of
     * its own configuration is {@link TextOrBytesConverter}. It cannot see the worker's.
     */
    public boolean writesBytesInHeaders() {
        return KnownConverter.of(originalsStrings().get(ConverterSettings.HEADER))
                .filter(KnownConverter.TEXT_OR_BYTES::equals).isPresent();
    }

    public int maxUserProperties() {
        return getInt(SettingNames.MAX_USER_PROPERTIES);
    }

    /** Whether Connect drops records that fail on their way to Kafka ({@code errors.tolerance=all}), losing messages. */
    public boolean toleratesErrors() {
        return "all".equalsIgnoreCase(originalsStrings().get("errors.tolerance"));
    }
}
