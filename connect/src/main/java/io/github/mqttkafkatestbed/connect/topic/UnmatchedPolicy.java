package io.github.mqttkafkatestbed.connect.topic;

import java.util.Arrays;

/** Treatment of a message that no rule of the topic mapping matches: the setting {@code topic.map.unmatched}. */
public enum UnmatchedPolicy {
    /** The message goes to the topic of the records. */
    DEFAULT("default"),
    /** The message goes to the dead-letter topic. */
    DEAD_LETTER("dead-letter");

    private final String setting;

    UnmatchedPolicy(String setting) {
        this.setting = setting;
    }

    /**
     * Returns the policy of a setting.
     *
     * @throws IllegalArgumentException if the text is none of {@link #settings}
     */
    public static UnmatchedPolicy of(String setting) {
        return Arrays.stream(values()).filter(policy -> policy.setting.equals(setting)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(setting + " is none of " + String.join(", ", settings())));
    }

    /** Returns the allowed values of the setting. */
    public static String[] settings() {
        return Arrays.stream(values()).map(policy -> policy.setting).toArray(String[]::new);
    }

    /** Returns the value of the setting, such as {@code default}. */
    @Override
    public String toString() {
        return setting;
    }
}
