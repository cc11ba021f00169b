package io.github.mqttkafkatestbed.connect.config;

import java.util.List;
import java.util.function.Consumer;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

import com.hivemq.client.mqtt.datatypes.MqttClientIdentifier;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;

import io.github.mqttkafkatestbed.connect.address.BrokerAddress;
import io.github.mqttkafkatestbed.connect.address.BrokerAddresses;
import io.github.mqttkafkatestbed.connect.key.RecordKeyParser;
import io.github.mqttkafkatestbed.connect.topic.AllowedTopics;
import io.github.mqttkafkatestbed.connect.topic.KafkaTopicName;

/**
 * Validator of a text setting, or of each element of a list setting, with a description of the allowed values.
 *
 * <p>Null is valid, as the value of an optional setting that is not set. Connect itself reports missing required settings.
 */
final class SettingValidator implements ConfigDef.Validator {

    private final String allowed;
    private final Consumer<String> check;

    /** @param check throws {@link IllegalArgumentException} with the reason if a text is not allowed */
    private SettingValidator(String allowed, Consumer<String> check) {
        this.allowed = allowed;
        this.check = check;
    }

    static SettingValidator brokerAddress() {
        return new SettingValidator(BrokerAddress.RULE, BrokerAddresses::parse);
    }

    /** Delegates to the client, which has the rules of MQTT 5 section 4.7, wildcards included. */
    static SettingValidator topicFilters() {
        return new SettingValidator("at least one topic filter", MqttTopicFilter::of);
    }

    static SettingValidator clientId() {
        return new SettingValidator("1 to 65535 bytes of UTF-8", text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("must not be empty: it is the name of the session at the broker");
            }
            MqttClientIdentifier.of(text);
        });
    }

    static SettingValidator mqttString() {
        return new SettingValidator("up to 65535 bytes of UTF-8", MqttUtf8String::of);
    }

    static SettingValidator kafkaTopic() {
        return new SettingValidator(KafkaTopicName.RULE, text -> {
            if (!KafkaTopicName.isLegal(text)) {
                throw new IllegalArgumentException("must be " + KafkaTopicName.RULE);
            }
        });
    }

    static SettingValidator allowedTopics() {
        return new SettingValidator("names, separated by commas, or behind them regex:<regular expression>",
                AllowedTopics::parse);
    }

    /** Describes values that are checked with other settings. */
    static SettingValidator described(String allowed) {
        return new SettingValidator(allowed, text -> { });
    }

    static SettingValidator recordKey() {
        return new SettingValidator("none, topic, json:<JSON Pointer>, property:<name>, or text with such parts in"
                + " braces", RecordKeyParser::parse);
    }

    @Override
    public void ensureValid(String name, Object value) {
        if (value == null) {
            return;
        }
        List<?> values = value instanceof List<?> list ? list : List.of(value);
        if (values.isEmpty()) {
            throw new ConfigException(name, value, "must have at least one element");
        }
        for (Object each : values) {
            String text = (String) each;
            try {
                check.accept(text);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(name, withoutUserInfo(text), e.getMessage());
            }
        }
    }

    /** Hides the text between :// and @, which may be a password: messages end up in logs. */
    private static String withoutUserInfo(String text) {
        return text.replaceAll("://.*@", "://[hidden]@");
    }

    /** Returns the allowed values, for the documentation. */
    @Override
    public String toString() {
        return allowed;
    }
}
