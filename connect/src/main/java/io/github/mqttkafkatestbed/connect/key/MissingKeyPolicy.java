package io.github.mqttkafkatestbed.connect.key;

import java.util.Arrays;

/** Treatment of a message without a usable record key: the setting {@code record.key.missing}. */
public enum MissingKeyPolicy {
    /** The message goes to the dead-letter topic. */
    DEAD_LETTER("dead-letter"),
    /** The task fails, and the message stays unacknowledged. */
    FAIL("fail");

    private final String setting;

    MissingKeyPolicy(String setting) {
        this.setting = setting;
    }

    /**
     * Returns the policy of a setting.
     *
     * @throws IllegalArgumentException if the text is none of {@link #settings}
     */
    public static MissingKeyPolicy of(String setting) {
        return Arrays.stream(values()).filter(policy -> policy.setting.equals(setting)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(setting + " is none of " + String.join(", ", settings())));
    }

    /** Returns the allowed values of the setting. */
    public static String[] settings() {
        return Arrays.stream(values()).map(policy -> policy.setting).toArray(String[]::new);
    }

    /** Returns the value of the setting, such as {@code dead-letter}. */
    @Override
    public String toString() {
        return setting;
    }
}
