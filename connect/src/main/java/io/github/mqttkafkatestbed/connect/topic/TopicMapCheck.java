package io.github.mqttkafkatestbed.connect.topic;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttkafkatestbed.connect.subscription.FilterCover;
import io.github.mqttkafkatestbed.connect.subscription.TopicFilters;

/** Check of the rules of a topic mapping, each by itself and with what is around it. */
public final class TopicMapCheck {

    private final List<String> problems = new ArrayList<>();
    private final List<TopicRule> valid = new ArrayList<>();

    /**
     * Checks rules.
     *
     * @param rules           texts of the rules
     * @param subscribed      topic filters of the subscriptions; null if they are not known
     * @param deadLetterTopic topic that no rule may lead to
     */
    public TopicMapCheck(List<String> rules, List<String> subscribed, String deadLetterTopic) {
        TopicFilters subscriptions = subscribed == null ? null : new TopicFilters(subscribed);
        for (String text : rules) {
            try {
                TopicRule rule = TopicRule.parse(text);
                check(rule, subscriptions, deadLetterTopic);
                valid.add(rule);
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
    }

    private void check(TopicRule rule, TopicFilters subscriptions, String deadLetterTopic) {
        String named = "the rule " + rule.text() + ", which ";
        if (rule.target().isConstant() && rule.nameFor("").equals(deadLetterTopic)) {
            throw new IllegalArgumentException(named + "must not lead to the dead-letter topic");
        }
        if (subscriptions != null && !subscriptions.overlap(rule.filter())) {
            throw new IllegalArgumentException(
                    named + "never matches: no subscribed topic filter has a topic in common with " + rule.filter());
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

    /** Returns a rule that makes the name of the Kafka topic from the MQTT topic; null if there is none. */
    public String choosingRule() {
        return valid.stream().filter(rule -> !rule.target().isConstant()).map(TopicRule::text).findFirst().orElse(null);
    }

    /** Returns the Kafka topics that rules name. */
    public List<String> namedTopics() {
        return valid.stream().filter(rule -> rule.target().isConstant()).map(rule -> rule.nameFor("")).distinct().toList();
    }
}
