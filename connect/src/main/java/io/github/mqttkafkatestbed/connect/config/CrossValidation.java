package io.github.mqttkafkatestbed.connect.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

import io.github.mqttkafkatestbed.connect.address.BrokerAddresses;
import io.github.mqttkafkatestbed.connect.key.RecordKeyParser;
import io.github.mqttkafkatestbed.connect.subscription.FilterOverlap;
import io.github.mqttkafkatestbed.connect.topic.AllowedTopics;
import io.github.mqttkafkatestbed.connect.topic.KafkaTopicName;
import io.github.mqttkafkatestbed.connect.topic.TopicMapCheck;
import io.github.mqttkafkatestbed.connect.topic.UnmatchedPolicy;

/** Checks of settings that depend on each other, and of those that belong to Connect. */
final class CrossValidation {

    private static final List<String> OF_MQTT_5 = List.of(SettingNames.MQTT_RETAIN_HANDLING,
            SettingNames.MQTT_RECEIVE_MAXIMUM, SettingNames.MQTT_MAXIMUM_PACKET_SIZE);

    private final List<ConfigValue> values;
    private final Map<String, String> settings;
    private final Map<String, ConfigValue> byName;

    private CrossValidation(List<ConfigValue> values, Map<String, String> settings) {
        this.values = values;
        this.settings = settings;
        this.byName = values.stream().collect(Collectors.toMap(ConfigValue::name, Function.identity()));
    }

    /**
     * Adds the problems between settings.
     *
     * @param values   result of {@link org.apache.kafka.common.config.ConfigDef#validate}; receives the problems
     * @param settings all settings of the connector, also those of Connect itself
     */
    static void addProblems(List<ConfigValue> values, Map<String, String> settings) {
        CrossValidation validation = new CrossValidation(values, settings);
        validation.checkTopics();
        validation.checkVersion();
        validation.checkPassword();
        validation.checkTls();
        validation.checkDeadLetterTopic();
        validation.checkTopicMap();
        validation.checkProducer();
        validation.checkConverters();
        // Last: a setting with a variable that is left as text has no other problem worth a line.
        validation.checkVariables();
    }

    private void checkTopics() {
        ConfigValue topics = byName.get(SettingNames.MQTT_TOPICS);
        if (topics.errorMessages().isEmpty()) {
            FilterOverlap.findAll(listOf(topics)).forEach(overlap -> topics.addErrorMessage(SettingNames.MQTT_TOPICS + " has " + overlap.later() + ", which overlaps "
                            + overlap.earlier() + ": the broker may deliver a message that matches both twice"));
        }
    }

    /** Refuses settings that MQTT 3.1.1 cannot carry, except the session's expiry, which nearly every configuration has. */
    private void checkVersion() {
        ConfigValue version = byName.get(SettingNames.MQTT_VERSION);
        if (!MqttVersion.V3_1_1.toString().equals(version.value())) {
            return;
        }
        for (String name : OF_MQTT_5) {
            ConfigValue setting = byName.get(name);
            Object only = SettingDefinitions.ALL.defaultValues().get(name);
            if (setting.errorMessages().isEmpty() && !only.equals(setting.value())) {
                setting.addErrorMessage(name + " is " + setting.value() + " and must be " + only + " with " + version.name() + "="
                        + version.value() + ", which has no other");
            }
        }
        ConfigValue key = byName.get(SettingNames.RECORD_KEY);
        if (key.errorMessages().isEmpty() && RecordKeyParser.parse((String) key.value()).needsProperties()) {
            key.addErrorMessage(key.name() + " is " + key.value() + " and must be without property: with " + version.name() + "="
                    + version.value() + ", whose messages have no properties");
        }
    }

    private void checkPassword() {
        ConfigValue password = byName.get(SettingNames.MQTT_PASSWORD);
        if (password.value() != null && byName.get(SettingNames.MQTT_USERNAME).value() == null) {
            password.addErrorMessage(SettingNames.MQTT_PASSWORD + " needs " + SettingNames.MQTT_USERNAME + " beside it");
        }
    }

    private void checkTls() {
        ConfigValue certificate = byName.get(SettingNames.MQTT_TLS_CERTIFICATE);
        ConfigValue key = byName.get(SettingNames.MQTT_TLS_KEY);
        ConfigValue ca = byName.get(SettingNames.MQTT_TLS_CA);
        ConfigValue url = byName.get(SettingNames.MQTT_URL);
        if (url.errorMessages().isEmpty() && url.value() != null && !BrokerAddresses.parse((String) url.value()).isTls()) {
            Stream.of(ca, certificate, key).filter(setting -> setting.value() != null).forEach(setting ->
                    setting.addErrorMessage(setting.name() + " needs an address with mqtts:// or wss:// in " + url.name()));
            return;
        }
        if (certificate.value() != null && key.value() == null) {
            certificate.addErrorMessage(certificate.name() + " needs " + key.name() + " beside it");
        } else if (key.value() != null && certificate.value() == null) {
            key.addErrorMessage(key.name() + " needs " + certificate.name() + " beside it");
        } else {
            MqttSourceConfig.tls((String) ca.value(), (String) certificate.value(), (Password) key.value()).problemsOfTexts()
                    .forEach(problem -> byName.get(problem.setting()).addErrorMessage(problem.getMessage()));
        }
    }

    private void checkDeadLetterTopic() {
        ConfigValue deadLetterTopic = byName.get(SettingNames.DEAD_LETTER_TOPIC);
        if (deadLetterTopic.value() != null
                && deadLetterTopic.value().equals(byName.get(SettingNames.KAFKA_TOPIC).value())) {
            deadLetterTopic.addErrorMessage(SettingNames.DEAD_LETTER_TOPIC + " must not be " + SettingNames.KAFKA_TOPIC
                    + " (both are " + deadLetterTopic.value() + ")");
        }
        ConfigValue kafkaTopic = byName.get(SettingNames.KAFKA_TOPIC);
        if (deadLetterTopic.value() == null && kafkaTopic.value() != null && kafkaTopic.errorMessages().isEmpty()
                && !KafkaTopicName.isLegal(deadLetterTopic())) {
            deadLetterTopic.addErrorMessage(SettingNames.DEAD_LETTER_TOPIC + " is missing: its default, " + deadLetterTopic()
                    + ", is not " + KafkaTopicName.RULE);
        }
    }

    private void checkTopicMap() {
        ConfigValue map = byName.get(SettingNames.TOPIC_MAP);
        TopicMapCheck check = new TopicMapCheck(listOf(map), deadLetterTopic());
        check.problems().forEach(problem -> map.addErrorMessage(SettingNames.TOPIC_MAP + " has " + problem));

        ConfigValue allowed = byName.get(SettingNames.TOPIC_MAP_ALLOWED);
        if (check.choosingRule() != null && allowed.value() == null) {
            allowed.addErrorMessage(SettingNames.TOPIC_MAP_ALLOWED + " is missing: with the rule " + check.choosingRule()
                    + " publishers choose the Kafka topic; list the names, or give regex:<regular expression>");
        } else if (check.choosingRule() == null && allowed.value() != null && check.problems().isEmpty()) {
            allowed.addErrorMessage(SettingNames.TOPIC_MAP_ALLOWED + " needs a rule with {1} in " + SettingNames.TOPIC_MAP);
        }
        if (allowed.errorMessages().isEmpty()
                && AllowedTopics.parse((String) allowed.value()).names().contains(deadLetterTopic())) {
            allowed.addErrorMessage(SettingNames.TOPIC_MAP_ALLOWED + " must not have " + deadLetterTopic()
                    + ", the dead-letter topic");
        }
        ConfigValue unmatched = byName.get(SettingNames.TOPIC_MAP_UNMATCHED);
        if (listOf(map).isEmpty() && UnmatchedPolicy.DEAD_LETTER.toString().equals(unmatched.value())) {
            unmatched.addErrorMessage(SettingNames.TOPIC_MAP_UNMATCHED + " is " + unmatched.value() + " and needs "
                    + SettingNames.TOPIC_MAP + " beside it");
        }
    }

    private String deadLetterTopic() {
        Object given = byName.get(SettingNames.DEAD_LETTER_TOPIC).value();
        return MqttSourceConfig.deadLetterTopic((String) given, (String) byName.get(SettingNames.KAFKA_TOPIC).value());
    }

    private static List<String> listOf(ConfigValue setting) {
        return setting.value() instanceof List<?> list ? list.stream().map(String.class::cast).toList() : List.of();
    }

    private void checkProducer() {
        ProducerOverrides producer = new ProducerOverrides(settings);
        ConfigValue maxRecordBytes = byName.get(SettingNames.MAX_RECORD_BYTES);
        if (maxRecordBytes.value() instanceof Integer bytes && bytes > producer.maxRecordBytes()) {
            maxRecordBytes.addErrorMessage(SettingNames.MAX_RECORD_BYTES + " is " + bytes + " and must not be more than the"
                    + " producer takes, " + producer.maxRecordBytes() + " bytes; raise " + ProducerOverrides.PREFIX
                    + "max.request.size (default 1048576) and, above 33554432, " + ProducerOverrides.PREFIX + "buffer.memory");
        }
        values.addAll(producer.problems(hasKey()));
    }

    private void checkConverters() {
        ValueType valueType = byName.get(SettingNames.VALUE_TYPE).errorMessages().isEmpty()
                ? EnumSetting.of(ValueType.class, (String) byName.get(SettingNames.VALUE_TYPE).value()) : null;
        values.addAll(ConverterSettings.problems(settings, valueType, hasKey()));
    }

    private boolean hasKey() {
        return !"none".equals(byName.get(SettingNames.RECORD_KEY).value());
    }

    private void checkVariables() {
        settings.forEach((name, text) -> {
            ConfigValue own = byName.get(name);
            Optional<String> problem = own == null ? UnresolvedVariable.inOther(name, text)
                    : SettingDefinitions.ALL.configKeys().get(name).type == Type.PASSWORD ? UnresolvedVariable.inPassword(name, text)
                    : UnresolvedVariable.in(name, text);
            problem.ifPresent(sentence -> {
                values.removeIf(value -> value.name().equals(name));
                ConfigValue value = new ConfigValue(name);
                value.addErrorMessage(sentence);
                values.add(value);
            });
        });
    }
}
