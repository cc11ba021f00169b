package io.github.mqttkafkatestbed.connect.topic;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Kafka topics that messages may choose through {@code {1}} in a rule: names, separated by commas, and behind them perhaps
 * {@code regex:} and a regular expression for the whole name. Names that Kafka keeps for itself are never allowed.
 */
public final class AllowedTopics {

    /** Up to the end of the setting: a regular expression may have commas. */
    private static final Pattern REGEX = Pattern.compile("(?:^|,)\\s*regex:");

    private static final AllowedTopics NONE = new AllowedTopics(Set.of(), null);

    private final Set<String> names;
    private final Pattern pattern;

    private AllowedTopics(Set<String> names, Pattern pattern) {
        this.names = names;
        this.pattern = pattern;
    }

    /**
     * Parses the setting.
     *
     * @param text null for no topic
     * @throws IllegalArgumentException if an element is neither the name of a Kafka topic nor a regular expression; the
     *                                  message names it and what is allowed
     */
    public static AllowedTopics parse(String text) {
        if (text == null) {
            return NONE;
        }
        Matcher regex = REGEX.matcher(text);
        boolean hasRegex = regex.find();
        String list = hasRegex ? text.substring(0, regex.start()) : text;
        Set<String> names = new LinkedHashSet<>();
        if (!hasRegex || regex.start() > 0) {
            Arrays.stream(list.split(",", -1)).map(String::strip).map(AllowedTopics::checkedName).forEach(names::add);
        }
        return new AllowedTopics(names, hasRegex ? compiled(text.substring(regex.end()).strip()) : null);
    }

    private static String checkedName(String name) {
        if (!KafkaTopicName.isLegal(name)) {
            throw new IllegalArgumentException("must be names of Kafka topics, separated by commas, or behind them"
                    + " regex:<regular expression>; \"" + name + "\" is not " + KafkaTopicName.RULE);
        }
        if (KafkaTopicName.isReserved(name)) {
            throw new IllegalArgumentException(name + " must not begin with __, as Kafka's internal topics do");
        }
        return name;
    }

    private static Pattern compiled(String regex) {
        if (regex.isEmpty()) {
            throw new IllegalArgumentException("must have a regular expression behind regex:");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "must have a regular expression behind regex:, and " + regex + " is none: " + e.getDescription());
        }
    }

    /** Whether the name of a Kafka topic is allowed. */
    boolean allows(String name) {
        return names.contains(name) || pattern != null && !KafkaTopicName.isReserved(name) && pattern.matcher(name).matches();
    }

    /** Returns the names that are listed. */
    public Set<String> names() {
        return names;
    }
}
