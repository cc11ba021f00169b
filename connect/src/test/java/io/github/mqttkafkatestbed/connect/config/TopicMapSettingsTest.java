package io.github.mqttkafkatestbed.connect.config;

import static io.github.mqttkafkatestbed.connect.config.LeastSettings.problems;
import static io.github.mqttkafkatestbed.connect.config.LeastSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of the topic mapping")
class TopicMapSettingsTest {

    @Test
    @DisplayName("are none by default: every message goes to kafka.topic")
    void byDefault() {
        MqttSourceConfig config = MqttSourceConfig.of(with());

        assertThat(config.topicMap().destinationOf("a").topic()).isEqualTo("coffee");
        assertThat(config.namedKafkaTopics()).containsExactly("coffee", "coffee.dead-letter");
    }

    @Test
    @DisplayName("give the topics that they name, for metrics: kafka.topic, dead letters, those of rules, those that are allowed")
    void named() {
        MqttSourceConfig config = MqttSourceConfig.of(with("mqtt.topics", "a/#,b/#", "topic.map", "a/x:x, b/+:{1}",
                "topic.map.allowed", "tea, x, regex:site-[a-z]{1,3}", "topic.map.unmatched", "dead-letter"));

        assertThat(config.namedKafkaTopics()).containsExactly("coffee", "coffee.dead-letter", "x", "tea");
        assertThat(config.topicMap().destinationOf("b/site-abc").topic()).isEqualTo("site-abc");
        assertThat(config.topicMap().destinationOf("a/y").topic()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "coffee:x y                     | topic.map has the rule coffee:x y, whose Kafka topic must be",
        "coffee:coffee.dead-letter      | topic.map has the rule coffee:coffee.dead-letter, which must not lead to the dead-letter",
        "${env:RULES}                   | topic.map has the variable ${env:RULES}, which is not resolved",
        "+:{1}                          | topic.map.allowed is missing: with the rule +:{1} publishers choose the Kafka topic"})
    @DisplayName("have one error for a rule that cannot be right")
    void rules(String rules, String error) {
        assertThat(problems(with("topic.map", rules))).singleElement().asString().startsWith(error);
    }

    @Test
    @DisplayName("have an error for each rule that cannot be right")
    void each() {
        assertThat(problems(with("topic.map", "coffee, tea:, +:{2}"))).hasSize(3)
                .allMatch(problem -> problem.startsWith("topic.map has the rule "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a b                     | \"a b\" is not 1 to 249 letters",
        "a, regex:(, b           | regex:",
        "regex:                  | must have a regular expression behind regex:",
        "a,,b                    | \"\" is not 1 to 249 letters",
        "site-*                  | \"site-*\" is not 1 to 249 letters",
        "__consumer_offsets      | must not begin with __",
        "coffee.dead-letter      | topic.map.allowed must not have coffee.dead-letter, the dead-letter topic"})
    @DisplayName("have an error if a name that is allowed cannot be one")
    void allowed(String allowed, String error) {
        assertThat(problems(with("topic.map", "+:{1}", "topic.map.allowed", allowed))).singleElement().asString()
                .contains("topic.map.allowed", error);
    }

    @Test
    @DisplayName("have an error if one of them has no effect without another")
    void withoutEffect() {
        assertThat(problems(with("topic.map.allowed", "tea"))).singleElement().asString()
                .contains("topic.map.allowed needs a rule with {1} in topic.map");
        assertThat(problems(with("topic.map", "coffee:x", "topic.map.allowed", "tea"))).hasSize(1);
        assertThat(problems(with("topic.map.unmatched", "dead-letter"))).singleElement().asString()
                .contains("topic.map.unmatched is dead-letter and needs topic.map beside it");
        assertThat(problems(with("topic.map.unmatched", "drop"))).singleElement().asString().contains("topic.map.unmatched");
    }

    @Test
    @DisplayName("have a warning for a rule that matches no message: it is right only while messages wait for a filter that was taken out")
    void outside() {
        assertThat(MqttSourceConfig.of(with("topic.map", "tea:x, coffee:y")).warnings())
                .contains("topic.map has the rule tea:x, which matches no message of mqtt.topics")
                .noneMatch(warning -> warning.contains("coffee:y"));
    }

    @Test
    @DisplayName("have no further error if the topics of the subscription are wrong")
    void wrongTopics() {
        assertThat(problems(with("mqtt.topics", "a#", "topic.map", "coffee:x"))).singleElement().asString()
                .contains("mqtt.topics");
        assertThat(problems(with("kafka.topic", null, "topic.map", "coffee:x"))).singleElement().asString()
                .contains("kafka.topic");
    }
}
