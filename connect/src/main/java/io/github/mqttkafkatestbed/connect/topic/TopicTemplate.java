package io.github.mqttkafkatestbed.connect.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kafka topic of a rule: text with {@code {1}}, {@code {2}} and so on for the topic levels that the wildcards of the rule's
 * filter match, counted from the left.
 *
 * <p>A {@code #} may match several levels. Their slashes, which a Kafka topic cannot have, become dots, the separator of
 * hierarchical names in Kafka. Two MQTT topics may so get the same Kafka topic ({@code a/b} and {@code a.b}): the header
 * {@code mqtt.topic} tells them apart, and whatever the name, it must be an allowed one.
 *
 * @param texts   text before, between and behind the wildcards, one more than those
 * @param numbers numbers of the wildcards, from 1
 */
record TopicTemplate(List<String> texts, List<Integer> numbers) {

    private static final Pattern WILDCARD = Pattern.compile("\\{([^{}]*)}");

    /**
     * Parses the Kafka topic of a rule.
     *
     * @param wildcards number of wildcards in the filter of the rule
     * @throws IllegalArgumentException if it cannot be the name of a Kafka topic, or has a number that the filter does not
     *                                  have; the message is the end of a sentence whose subject is the text
     */
    static TopicTemplate parse(String text, int wildcards) {
        List<String> texts = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        Matcher matcher = WILDCARD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            texts.add(text.substring(end, matcher.start()));
            numbers.add(number(matcher.group(1), wildcards));
            end = matcher.end();
        }
        texts.add(text.substring(end));
        if (numbers.isEmpty() ? !KafkaTopicName.isLegal(text) : !KafkaTopicName.isLegalText(String.join("", texts))) {
            throw new IllegalArgumentException(
                    "must be " + KafkaTopicName.RULE + "; {1}, {2} … stand for what the wildcards of the filter match");
        }
        if (KafkaTopicName.isReserved(text)) {
            throw new IllegalArgumentException("must not begin with __, as Kafka's internal topics do");
        }
        return new TopicTemplate(List.copyOf(texts), List.copyOf(numbers));
    }

    private static int number(String digits, int wildcards) {
        int number = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (number < 1 || number > wildcards) {
            throw new IllegalArgumentException("has {" + digits + "}, and its filter has " + switch (wildcards) {
                case 0 -> "no wildcard";
                case 1 -> "one wildcard, {1}";
                default -> wildcards + " wildcards, {1} to {" + wildcards + "}";
            });
        }
        return number;
    }

    /** Whether the name is the same for every message. */
    boolean isConstant() {
        return numbers.isEmpty();
    }

    /**
     * Returns the name, which need not be legal.
     *
     * @param captures texts that the wildcards match
     */
    String fill(List<String> captures) {
        StringBuilder name = new StringBuilder(texts.get(0));
        for (int i = 0; i < numbers.size(); i++) {
            name.append(captures.get(numbers.get(i) - 1).replace('/', '.')).append(texts.get(i + 1));
        }
        return name.toString();
    }
}
