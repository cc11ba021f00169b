package io.github.mqttkafkatestbed.connect.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.common.config.ConfigValue;

/** Checks of settings that depend on each other. */
final class CrossValidation {

    private static final String PRODUCER_MAX_REQUEST_SIZE = "producer.override.max.request.size";
    private static final int DEFAULT_MAX_REQUEST_SIZE = 1_048_576;

    private CrossValidation() { }

    /**
     * Adds the problems between settings.
     *
     * @param values   result of {@link org.apache.kafka.common.config.ConfigDef#validate}; receives the problems
     * @param settings all settings of the connector, also those of Connect itself
     */
    static void addProblems(List<ConfigValue> values, Map<String, String> settings) {
        Map<String, ConfigValue> byName =
                values.stream().collect(Collectors.toMap(ConfigValue::name, Function.identity()));
        checkPassword(byName);
        checkDeadLetterTopic(byName);
        checkMaxRecordBytes(byName, maxRequestSize(settings));
    }

    private static void checkPassword(Map<String, ConfigValue> byName) {
        ConfigValue password = byName.get(SettingNames.MQTT_PASSWORD);
        if (password.value() != null && byName.get(SettingNames.MQTT_USERNAME).value() == null) {
            password.addErrorMessage(SettingNames.MQTT_PASSWORD + " needs " + SettingNames.MQTT_USERNAME + " beside it");
        }
    }

    private static void checkDeadLetterTopic(Map<String, ConfigValue> byName) {
        ConfigValue deadLetterTopic = byName.get(SettingNames.DEAD_LETTER_TOPIC);
        if (deadLetterTopic.value() != null
                && deadLetterTopic.value().equals(byName.get(SettingNames.KAFKA_TOPIC).value())) {
            deadLetterTopic.addErrorMessage(SettingNames.DEAD_LETTER_TOPIC + " must not be " + SettingNames.KAFKA_TOPIC
                    + " (both are " + deadLetterTopic.value() + ")");
        }
    }

    private static void checkMaxRecordBytes(Map<String, ConfigValue> byName, int maxRequestSize) {
        ConfigValue maxRecordBytes = byName.get(SettingNames.MAX_RECORD_BYTES);
        if (maxRecordBytes.value() instanceof Integer bytes && bytes > maxRequestSize) {
            maxRecordBytes.addErrorMessage(SettingNames.MAX_RECORD_BYTES + " is " + bytes + " and must not be more than"
                    + " the producer's max.request.size, " + maxRequestSize + "; raise " + PRODUCER_MAX_REQUEST_SIZE);
        }
    }

    private static int maxRequestSize(Map<String, String> settings) {
        String text = settings.get(PRODUCER_MAX_REQUEST_SIZE);
        try {
            return text == null ? DEFAULT_MAX_REQUEST_SIZE : Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            // Reported by Connect: the setting is the producer's.
            return DEFAULT_MAX_REQUEST_SIZE;
        }
    }
}
