package io.github.mqttkafkatestbed.connect.topic;

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

    /** Returns the value of the setting, such as {@code default}. */
    @Override
    public String toString() {
        return setting;
    }
}
