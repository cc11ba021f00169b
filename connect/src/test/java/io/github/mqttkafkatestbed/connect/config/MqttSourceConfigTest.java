package io.github.mqttkafkatestbed.connect.config;

import static io.github.mqttkafkatestbed.connect.config.LeastSettings.problems;
import static io.github.mqttkafkatestbed.connect.config.LeastSettings.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.common.config.ConfigException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings")
class MqttSourceConfigTest {

    @Test
    @DisplayName("are five required ones, and the others have defaults")
    void defaults() {
        MqttSourceConfig config = MqttSourceConfig.of(with());

        assertThat(config.deadLetterTopic()).isEqualTo("coffee.dead-letter");
        assertThat(config.qos().getCode()).isEqualTo(1);
        assertThat(config.receiveMaximum()).isEqualTo(65_535);
        assertThat(config.subscribeWaitMs()).isEqualTo(5_000);
        assertThat(config.username()).isEmpty();
        assertThat(config.toleratesErrors()).isFalse();
        assertThat(config.valueType()).isEqualTo(ValueType.BYTES);
    }

    @Test
    @DisplayName("are all checked at once, and each problem names the setting and the value")
    void allAtOnce() {
        Map<String, String> wrong = new HashMap<>(Map.of("mqtt.url", "http://broker", "mqtt.topics", "a/#/b",
                "mqtt.qos", "3", "mqtt.client.id", "", "kafka.topic", "no space", "record.key", "id",
                "record.key.missing", "drop", "max.record.bytes", "99999", "mqtt.password", "s3cret"));
        wrong.putAll(Map.of("subscribe.wait.ms", "60001", "value.type", "text", "producer.override.acks", "1",
                "key.converter", "x.Y"));

        List<String> problems = problems(wrong);

        assertThat(problems).hasSize(13);
        wrong.forEach((name, value) -> assertThat(problems)
                .anyMatch(problem -> problem.contains(name)
                        && (name.equals("mqtt.password") || problem.contains(value.split("/")[0]))));
        assertThat(problems).noneMatch(problem -> problem.contains("s3cret"));
        assertThatThrownBy(() -> MqttSourceConfig.of(wrong)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("mqtt.url").hasMessageContaining("max.record.bytes");
    }

    @Test
    @DisplayName("are named if they are required and missing")
    void missing() {
        assertThat(problems(Map.of())).hasSize(5)
                .anyMatch(problem -> problem.contains("mqtt.url")).anyMatch(problem -> problem.contains("kafka.topic"))
                .anyMatch(problem -> problem.contains("value.converter"));
    }

    @Test
    @DisplayName("do not show a password in the address")
    void passwordInAddress() {
        assertThat(problems(with("mqtt.url", "mqtt://me:s3cret@broker"))).singleElement().asString()
                .contains("mqtt.url", "[hidden]@broker", "mqtt.username").doesNotContain("s3cret");
        assertThat(MqttSourceConfig.of(with("mqtt.username", "u", "mqtt.password", "s3cret")).toString()
                + MqttSourceConfig.of(with("mqtt.username", "u", "mqtt.password", "s3cret")).values())
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "a/b", "+", "#", "a/+/b/#", "+/+", "/", "a b", "$share/g/a/#", "a, b/#"})
    @DisplayName("allow topic filters as in MQTT 5 section 4.7")
    void topicFilters(String filters) {
        assertThatCode(() -> MqttSourceConfig.of(with("mqtt.topics", filters))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''", "a#", "a/#/b", "a+", "+a/b", "##", "$share/g", "a,,b", "a,b#"})
    @DisplayName("refuse other topic filters")
    void wrongTopicFilters(String filters) {
        assertThat(problems(with("mqtt.topics", filters))).isNotEmpty()
                .allMatch(problem -> problem.contains("mqtt.topics"));
    }

    @Test
    @DisplayName("refuse topic filters that overlap, for a broker may deliver a message once for each, and name each such filter with another")
    void overlappingFilters() {
        assertThat(problems(with("mqtt.topics", "a/+, b, a/b, a/#"))).hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("mqtt.topics has a/b, which overlaps a/+"))
                .anySatisfy(problem -> assertThat(problem).contains("mqtt.topics has a/#, which overlaps a/+"));
        assertThat(problems(with("mqtt.topics", "coffee,coffee"))).singleElement().asString().contains("coffee, which overlaps coffee");
        assertThat(problems(with("mqtt.topics", "$share/g/a,a"))).hasSize(1);
        assertThat(problems(with("mqtt.topics", "a/+,b/#,$SYS/#,c"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a b", "a/b", "é"})
    @DisplayName("refuse names that are not allowed for Kafka topics")
    void kafkaTopics(String topic) {
        assertThat(problems(with("kafka.topic", topic))).singleElement().asString().contains("kafka.topic", topic);
        assertThat(problems(with("dead.letter.topic", topic))).singleElement().asString().contains("dead.letter.topic");
        assertThat(problems(with("kafka.topic", "k".repeat(250)))).hasSize(1);
    }

    @Test
    @DisplayName("refuse the topic of the records as the topic of dead letters")
    void sameTopic() {
        assertThat(problems(with("dead.letter.topic", "coffee"))).singleElement().asString()
                .contains("dead.letter.topic must not be kafka.topic");
    }

    @Test
    @DisplayName("need a topic of dead letters if that of the records is too long for the default")
    void deadLetterTopicTooLong() {
        assertThat(problems(with("kafka.topic", "k".repeat(237)))).isEmpty();
        assertThat(problems(with("kafka.topic", "k".repeat(238)))).singleElement().asString()
                .contains("dead.letter.topic is missing", "249");
        assertThat(problems(with("kafka.topic", "k".repeat(249), "dead.letter.topic", "dead"))).isEmpty();
    }

    @Test
    @DisplayName("keep max.record.bytes within the producer's max.request.size and buffer.memory")
    void maxRecordBytes() {
        assertThat(problems(with("max.record.bytes", "1048576"))).isEmpty();
        assertThat(problems(with("max.record.bytes", "1048577"))).singleElement().asString()
                .contains("max.record.bytes is 1048577", "1048576", "producer.override.max.request.size");
        assertThat(problems(with("max.record.bytes", "5000000", "producer.override.max.request.size", "5000000")))
                .isEmpty();
        assertThat(problems(with("producer.override.max.request.size", "500000"))).singleElement().asString()
                .contains("max.record.bytes is 900000", "500000");
        assertThat(problems(with("producer.override.buffer.memory", "500000"))).singleElement().asString()
                .contains("max.record.bytes is 900000", "500000", "producer.override.buffer.memory");
        assertThat(problems(with("max.record.bytes", "40000000", "producer.override.max.request.size", "50000000")))
                .singleElement().asString().contains("33554432 bytes");
    }
}
