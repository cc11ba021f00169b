package io.github.mqttkafkatestbed.connect.key;

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

    /** Returns the value of the setting, such as {@code dead-letter}. */
    @Override
    public String toString() {
        return setting;
    }
}
