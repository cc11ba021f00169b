package io.github.mqttkafkatestbed.connect.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.topic.Destination.Outcome;

@DisplayName("The mapping of MQTT topics to Kafka topics")
class TopicMapTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "site/+/temp:temperature     | site/a/temp   | temperature",
        "site/+/temp:t-{1}           | site/a/temp   | t-a",
        "+/+:{2}.{1}.{2}             | a/b           | b.a.b",
        "site/+/#:{1}-{2}            | site/a/b      | a-b",
        "site/#:site.{1}             | site/a/b/c    | site.a.b.c",
        "#:all.{1}                   | a/b           | all.a.b",
        "#:all.{1}                   | /a            | all..a",
        "a/#:x{1}                    | a             | x",
        "a/#:x{1}                    | a/            | x",
        "+/b:x{1}                    | /b            | x",
        "+/+/+:x{1}{2}{3}            | //            | x",
        "a:b/+:{1}                   | a:b/c         | c",
        " a/+ : b{1}                 | a/c           | bc",
        "$SYS/broker/+:sys-{1}       | $SYS/broker/a | sys-a"})
    @DisplayName("puts levels that wildcards match into the name; the levels of # are separated by dots, for a Kafka topic has no slash")
    void captures(String rule, String topic, String expected) {
        assertThat(map("regex:.*", rule).destinationOf(topic)).isEqualTo(Destination.matched(expected));
    }

    @Test
    @DisplayName("takes the first rule that matches")
    void first() {
        TopicMap map = map("b", "a/+/c:first", "a/#:second", "+/x/+:third");

        assertThat(map.destinationOf("a/x/c").topic()).isEqualTo("first");
        assertThat(map.destinationOf("a/x/d").topic()).isEqualTo("second");
        assertThat(map.destinationOf("b/x/d").topic()).isEqualTo("third");
    }

    @Test
    @DisplayName("has for a message that no rule matches the default topic or none")
    void unmatched() {
        assertThat(map("b", "a:x").destinationOf("b")).isEqualTo(Destination.unmatched("default"));
        assertThat(map("b", "#:x").destinationOf("$SYS/a").outcome()).as("# matches no topic with $").isEqualTo(Outcome.UNMATCHED);
        assertThat(TopicMap.of(List.of("a:x"), AllowedTopics.parse(null), UnmatchedPolicy.DEAD_LETTER, "default", "dead")
                .destinationOf("b")).isEqualTo(Destination.unmatched(null));
        assertThat(TopicMap.of("only").destinationOf("b")).isEqualTo(Destination.matched("only"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dead              | dead, the dead-letter topic",
        "__other           | __other, which is not among the allowed topics",
        "..                | a name that no Kafka topic can have",
        ".                 | a name that no Kafka topic can have",
        "''                | a name that no Kafka topic can have",
        "a b               | a name that no Kafka topic can have",
        "é                 | a name that no Kafka topic can have"})
    @DisplayName("refuses a name that the dead-letter topic, a topic of Kafka itself or none has, even if all names are allowed")
    void neverAllowed(String level, String refused) {
        Destination destination = map("regex:.*", "a/+:{1}").destinationOf("a/" + level);

        assertThat(destination.outcome()).isEqualTo(Outcome.NOT_ALLOWED);
        assertThat(destination.topic()).isNull();
        assertThat(destination.refused()).startsWith(refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "tea", "site-1", "site-22"})
    @DisplayName("allows the names in the list, and those that the regular expression matches as a whole")
    void allowed(String name) {
        assertThat(map("coffee, tea, regex:site-[0-9]{1,2}", "+:{1}").destinationOf(name)).isEqualTo(Destination.matched(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cof", "coffees", "Coffee", "site-", "site-333", "my-site-1", "regex"})
    @DisplayName("allows no other name, and says which was refused")
    void notAllowed(String name) {
        assertThat(map("coffee, tea, regex:site-[0-9]{1,2}", "+:{1}").destinationOf(name))
                .isEqualTo(Destination.notAllowed(name + ", which is not among the allowed topics"));
    }

    @Test
    @DisplayName("refuses names of more than 249 characters, and takes those of 249")
    void length() {
        assertThat(map("regex:.*", "+:{1}").destinationOf("a".repeat(249)).outcome()).isEqualTo(Outcome.MATCHED);
        assertThat(map("regex:.*", "+:{1}").destinationOf("a".repeat(250)).outcome()).isEqualTo(Outcome.NOT_ALLOWED);
        assertThat(map("regex:.*", "+:{1}").destinationOf("a".repeat(65_535)).refused()).hasSizeLessThan(200);
    }

    private static TopicMap map(String allowed, String... rules) {
        return TopicMap.of(List.of(rules), AllowedTopics.parse(allowed), UnmatchedPolicy.DEFAULT, "default", "dead");
    }
}
