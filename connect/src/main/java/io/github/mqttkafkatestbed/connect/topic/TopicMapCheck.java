package io.github.mqttkafkatestbed.connect.topic;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttkafkatestbed.connect.subscription.FilterCover;
import io.github.mqttkafkatestbed.connect.subscription.TopicFilters;

/** Check of the rules of a topic mapping, each by itself and with those before it. */
public final class TopicMapCheck {

    private final List<String> problems = new ArrayList<>();
    private final List<TopicRule> valid = new ArrayList<>();

    /**
     * Checks rules.
     *
     * @param rules           texts of the rules
     * @param deadLetterTopic topic that no rule may lead to
     */
    public TopicMapCheck(List<String> rules, String deadLetterTopic) {
        for (String text : rules) {
            try {
                TopicRule rule = TopicRule.parse(text);
                check(rule, deadLetterTopic);
                valid.add(rule);
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
    }

    private void check(TopicRule rule, String deadLetterTopic) {
        String named = "the rule " + rule.text() + ", which ";
        if (rule.target().isConstant() && rule.nameFor("").equals(deadLetterTopic)) {
            throw new IllegalArgumentException(named + "must not lead to the dead-letter topic");
        }
        valid.stream().filter(earlier -> FilterCover.covers(earlier.filter(), rule.filter())).findFirst()
                .ifPresent(earlier -> {
                    throw new IllegalArgumentException(named + "is never reached: the rule " + earlier.text()
                            + " before it matches all of its topics");
                });
    }

    /** Returns a clause that names the rule and the reason, for each rule that is not valid. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * Returns the rules whose filter has no topic in common with any of these. They are no mistake if messages still wait
     * for a topic filter that was taken out.
     *
     * @param subscribed topic filters of the subscriptions
     */
    public List<String> rulesOutside(List<String> subscribed) {
        TopicFilters filters = new TopicFilters(subscribed);
        return valid.stream().filter(rule -> !filters.overlap(rule.filter())).map(TopicRule::text).toList();
    }

    /** Returns a rule that makes the name of the Kafka topic from the MQTT topic; null if there is none. */
    public String choosingRule() {
        return valid.stream().filter(rule -> !rule.target().isConstant()).map(TopicRule::text).findFirst().orElse(null);
    }

    /** Returns the Kafka topics that rules name. */
    public List<String> namedTopics() {
        return valid.stream().filter(rule -> rule.target().isConstant()).map(rule -> rule.nameFor("")).distinct().toList();
    }
}
