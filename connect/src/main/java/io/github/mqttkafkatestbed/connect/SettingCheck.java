package io.github.mqttkafkatestbed.connect;

import java.util.List;
import java.util.function.Consumer;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

import com.hivemq.client.mqtt.datatypes.MqttClientIdentifier;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;

/**
 * Checks a setting that is text, or each element of one that is a list, and says in words what it allows.
 *
 * <p>Null passes: it means that an optional setting is not there. Connect itself reports a required one that is missing.
 */
final class SettingCheck implements ConfigDef.Validator {

    private final String allowed;
    private final Consumer<String> check;

    /** @param check throws {@link IllegalArgumentException} with the reason if a text is not allowed */
    private SettingCheck(String allowed, Consumer<String> check) {
        this.allowed = allowed;
        this.check = check;
    }

    static SettingCheck brokerAddress() {
        return new SettingCheck("mqtt://host[:port] or mqtts://host[:port]", BrokerAddress::parse);
    }

    /** The client knows the rules of MQTT 5 section 4.7, wildcards included. */
    static SettingCheck topicFilters() {
        return new SettingCheck("at least one topic filter", MqttTopicFilter::of);
    }

    static SettingCheck clientId() {
        return new SettingCheck("1 to 65535 bytes of UTF-8", text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("must not be empty: it is the name of the session at the broker");
            }
            MqttClientIdentifier.of(text);
        });
    }

    static SettingCheck mqttString() {
        return new SettingCheck("up to 65535 bytes of UTF-8", MqttUtf8String::of);
    }

    /** The rule of Kafka's {@code org.apache.kafka.common.internals.Topic}, which is not public API. */
    static SettingCheck kafkaTopic() {
        String rule = "1 to 249 letters, digits, dots, underscores and hyphens, and neither . nor ..";
        return new SettingCheck(rule, text -> {
            if (!text.matches("[a-zA-Z0-9._-]{1,249}") || text.equals(".") || text.equals("..")) {
                throw new IllegalArgumentException("must be " + rule);
            }
        });
    }

    static SettingCheck recordKey() {
        return new SettingCheck("none, topic, json:<JSON Pointer> or property:<name>", RecordKey::parse);
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

    /** What stands between :// and @ may be a password, and messages end up in logs. */
    private static String withoutUserInfo(String text) {
        return text.replaceAll("://.*@", "://[hidden]@");
    }

    /** @return what the setting allows, for the documentation */
    @Override
    public String toString() {
        return allowed;
    }
}
