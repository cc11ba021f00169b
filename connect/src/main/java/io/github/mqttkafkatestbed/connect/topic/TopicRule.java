package io.github.mqttkafkatestbed.connect.topic;

import java.util.ArrayList;
import java.util.List;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;

import io.github.mqttkafkatestbed.connect.subscription.TopicFilter;

/**
 * Rule of the topic mapping, {@code <topic filter>:<Kafka topic>}.
 *
 * @param text   as in the setting
 * @param filter MQTT topic filter
 * @param target Kafka topic of the messages whose topic the filter matches
 */
record TopicRule(String text, String filter, TopicTemplate target) {

    /**
     * Parses a rule.
     *
     * @throws IllegalArgumentException if it is not a rule; the message is a clause that names the rule and the reason
     */
    static TopicRule parse(String text) {
        // The last one: a topic filter may have colons, a Kafka topic may not.
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("the rule " + text
                    + ", which must be <topic filter>:<Kafka topic>, such as site/+/temperature:temperature");
        }
        String filter = text.substring(0, colon).strip();
        checkFilter(text, filter);
        String target = text.substring(colon + 1).strip();
        try {
            int wildcards = (int) List.of(filter.split("/", -1)).stream().filter(TopicRule::isWildcard).count();
            return new TopicRule(text, filter, TopicTemplate.parse(target, wildcards));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the rule " + text + ", whose Kafka topic " + e.getMessage());
        }
    }

    private static void checkFilter(String text, String filter) {
        try {
            // Delegates to the client, which has the rules of MQTT 5 section 4.7, wildcards included.
            MqttTopicFilter.of(filter);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the rule " + text + ", whose topic filter is not valid: " + e.getMessage());
        }
        if (filter.startsWith("$share/")) {
            throw new IllegalArgumentException("the rule " + text
                    + ", whose topic filter must not have $share/ and a group: messages come under their topic");
        }
    }

    /** Whether the rule is for messages of the topic. */
    boolean matches(String topic) {
        return TopicFilter.matches(filter, topic);
    }

    /**
     * Returns the name of the Kafka topic, which need not be legal.
     *
     * @param topic topic that {@link #matches}
     */
    String nameFor(String topic) {
        return target.fill(target.isConstant() ? List.of() : captures(topic));
    }

    /** Returns what the wildcards match: {@code +} a level, {@code #} all that are left, also none. */
    private List<String> captures(String topic) {
        List<String> captures = new ArrayList<>();
        int start = 0;
        for (String level : filter.split("/", -1)) {
            int end = level.equals("#") ? -1 : topic.indexOf('/', start);
            int until = end < 0 ? topic.length() : end;
            if (isWildcard(level)) {
                captures.add(topic.substring(Math.min(start, until), until));
            }
            start = until + 1;
        }
        return captures;
    }

    private static boolean isWildcard(String level) {
        return level.equals("+") || level.equals("#");
    }
}
