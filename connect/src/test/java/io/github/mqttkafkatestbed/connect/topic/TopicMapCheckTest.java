package io.github.mqttkafkatestbed.connect.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A rule of the topic mapping")
class TopicMapCheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a/b          | the rule a/b, which must be <topic filter>:<Kafka topic>",
        ":x           | whose topic filter is not valid",
        "a/#/b:x      | whose topic filter is not valid",
        "a/b+:x       | whose topic filter is not valid",
        "$share/g/a:x | must not have $share/",
        "a:           | must be 1 to 249 letters",
        "a:b c        | must be 1 to 249 letters",
        "a:b/c        | must be 1 to 249 letters",
        "a:..         | must be 1 to 249 letters",
        "a/+:é{1}     | must be 1 to 249 letters",
        "a/+:{1       | must be 1 to 249 letters",
        "a/+:1}       | must be 1 to 249 letters",
        "a:{1}        | has {1}, and its filter has no wildcard",
        "a/+:{2}      | has {2}, and its filter has one wildcard, {1}",
        "a/+:{0}      | has {0}, and its filter has one wildcard, {1}",
        "+/#:{3}      | has {3}, and its filter has 2 wildcards, {1} to {2}",
        "a/+:{}       | has {}",
        "a/+:{x}      | has {x}",
        "a/+:{999999} | has {999999}",
        "a:__x        | must not begin with __",
        "a/+:__{1}    | must not begin with __",
        "a:dead       | must not lead to the dead-letter topic"})
    @DisplayName("that cannot be right is refused by name, with the reason")
    void refused(String rule, String reason) {
        assertThat(problems(rule)).singleElement().asString().contains("the rule " + rule, reason);
    }

    @Test
    @DisplayName("is reported beside the other bad ones, each once")
    void each() {
        assertThat(problems("a/x:ok", "bad", "a/+:{2}", "a/#:dead")).hasSize(3)
                .anyMatch(problem -> problem.contains("bad")).anyMatch(problem -> problem.contains("{2}"))
                .anyMatch(problem -> problem.contains("dead-letter"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a/#            | b/+   | true",
        "a/+            | a/b/c | true",
        "#              | $SYS/a | true",
        "a/+            | +/b   | false",
        "$SYS/#         | $SYS/+/x | false",
        "$share/g/a/#   | a/b   | false",
        "$exclusive/a/+ | a/+   | false",
        "$queue/a       | a     | false",
        "b, a           | a     | false"})
    @DisplayName("is named if no message of the subscriptions can match it")
    void outside(String subscribed, String filter, boolean isOutside) {
        String rule = filter + ":x";
        assertThat(new TopicMapCheck(List.of(rule), "dead").rulesOutside(List.of(subscribed.split(", "))))
                .isEqualTo(isOutside ? List.of(rule) : List.of());
    }

    @Test
    @DisplayName("that an earlier one leaves nothing is refused, and that one is named")
    void neverReached() {
        assertThat(problems("a/+:x", "a/b:y")).singleElement().asString()
                .contains("the rule a/b:y", "is never reached", "a/+:x");
        assertThat(problems("a:x", "a:x")).hasSize(1);
        assertThat(problems("a/b:y", "a/+:x", "#:z")).isEmpty();
    }

    @Test
    @DisplayName("names the topics for metrics, or is the one for which names must be allowed")
    void named() {
        TopicMapCheck check = new TopicMapCheck(List.of("a:x", "b/+:y{1}", "c:z", "d:x"), "dead");

        assertThat(check.namedTopics()).containsExactly("x", "z");
        assertThat(check.choosingRule()).isEqualTo("b/+:y{1}");
        assertThat(new TopicMapCheck(List.of("a:x"), "dead").choosingRule()).isNull();
    }

    private static List<String> problems(String... rules) {
        return new TopicMapCheck(List.of(rules), "dead").problems();
    }
}
