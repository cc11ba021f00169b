package io.github.mqttkafkatestbed.connect.config;

import static io.github.mqttkafkatestbed.connect.config.LeastSettings.problems;
import static io.github.mqttkafkatestbed.connect.config.LeastSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A variable that Connect has left as text")
class UnresolvedVariableTest {

    @ParameterizedTest
    @ValueSource(strings = {"${env:MQTT_TOPICS}", "${file:/etc/topics:name}", "${MQTT_TOPICS}", "${}", "${env:MQTT_TOPICS",
        "a,b/${env:SITE}/#", "$${env:SITE}"})
    @DisplayName("is refused in a setting of the connector, in any form; the only error of the setting names both")
    void topics(String filters) {
        String variable = filters.substring(filters.indexOf("${")).replaceAll("}.*", "}");
        assertThat(problems(with("mqtt.topics", filters))).singleElement().asString()
                .contains("mqtt.topics has the variable " + variable);
    }

    @ParameterizedTest
    @CsvSource({"mqtt.url, ${env:MQTT_URL}", "mqtt.url, mqtt://${env:HOST}:1883", "mqtt.qos, ${env:MQTT_QOS}",
        "mqtt.client.id, c-${env:ID}", "mqtt.username, ${env:MQTT_USER}", "kafka.topic, ${env:KAFKA_TOPIC}",
        "dead.letter.topic, ${env:KAFKA_TOPIC}.dead-letter", "record.key, json:/${env:KEY}", "record.key.missing, ${env:X}",
        "value.type, ${env:X}", "max.record.bytes, ${env:X}", "value.converter, ${env:X}",
        "producer.override.acks, ${env:X}", "producer.override.sasl.jaas.config, 'user=\"${vault:a/b:c}\";'",
        "errors.tolerance, ${env:X}", "topic.creation.default.partitions, ${env:X}", "header.converter, ${env:X}"})
    @DisplayName("is refused in each setting, those of Connect included")
    void each(String name, String value) {
        String variable = value.replaceAll(".*(\\$\\{.*?}).*", "$1");
        assertThat(problems(with("key.converter", "StringConverter", name, value))).singleElement().asString().contains(name + " has the variable " + variable);
    }

    @Test
    @DisplayName("is refused as a whole password, and no password is shown that only has such characters")
    void password() {
        assertThat(problems(with("mqtt.username", "u", "mqtt.password", "${env:MQTT_PASSWORD}"))).singleElement().asString()
                .contains("mqtt.password has the variable ${env:MQTT_PASSWORD}");
        assertThat(problems(with("mqtt.username", "u", "mqtt.password", "s3${cret:x}y"))).isEmpty();
    }

    @Test
    @DisplayName("is not what a transform has in a replacement, nor a dollar or a brace alone")
    void others() {
        assertThat(problems(with("transforms.r.replacement", "${name}-${a:b}", "predicates.p.pattern", "${a:b}"))).isEmpty();
        assertThat(problems(with("mqtt.topics", "$SYS/{a}/#", "producer.override.client.id", "${name}"))).isEmpty();
    }
}
