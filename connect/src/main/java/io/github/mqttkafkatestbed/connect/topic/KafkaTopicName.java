package io.github.mqttkafkatestbed.connect.topic;

/** Rule for the names of Kafka topics; repeats {@code org.apache.kafka.common.internals.Topic}, which is not public API. */
public final class KafkaTopicName {

    /** The rule, for people. */
    public static final String RULE = "1 to 249 letters, digits, dots, underscores and hyphens, and neither . nor ..";

    private static final int MAX_LENGTH = 249;

    private KafkaTopicName() { }

    /** Whether a Kafka topic can have the name. */
    public static boolean isLegal(String name) {
        return !name.isEmpty() && isLegalText(name) && !name.equals(".") && !name.equals("..");
    }

    /** Whether the text can be a part of a name. */
    static boolean isLegalText(String text) {
        return text.length() <= MAX_LENGTH && text.chars().allMatch(KafkaTopicName::isLegal);
    }

    /**
     * Whether the name begins as those of Kafka's internal topics, such as {@code __consumer_offsets}. Kafka refuses records
     * for these, which would fail the task.
     */
    static boolean isReserved(String name) {
        return name.startsWith("__");
    }

    private static boolean isLegal(int character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9' || character == '.' || character == '_' || character == '-';
    }
}
