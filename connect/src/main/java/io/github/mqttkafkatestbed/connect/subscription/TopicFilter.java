package io.github.mqttkafkatestbed.connect.subscription;

/**
 * Topic filter with the rules of MQTT 5 section 4.7. Matching allocates nothing: it is done for each message.
 *
 * <p>The part before the filter proper of a shared subscription ({@code $share/group/}, section 4.8.2) is left out. Some
 * brokers have prefixes of their own, such as {@code $queue/} and {@code $exclusive/}, and deliver under the topic without
 * it: a filter that begins with {@code $} also matches without its first level, except {@code $SYS}, whose messages come
 * under their whole topic (section 4.7.2).
 */
public final class TopicFilter {

    private static final String SHARE = "$share/";
    private static final String SYSTEM = "$SYS/";

    private final String filter;
    private final String withoutPrefix;

    /** @param text a valid topic filter */
    TopicFilter(String text) {
        boolean shared = text.startsWith(SHARE);
        filter = shared ? text.substring(text.indexOf('/', SHARE.length()) + 1) : text;
        boolean prefixed = !shared && text.startsWith("$") && text.contains("/") && !text.startsWith(SYSTEM);
        withoutPrefix = prefixed ? text.substring(text.indexOf('/') + 1) : null;
    }

    /** Whether a message of the topic can come for this filter. */
    boolean matches(String topic) {
        return matches(filter, topic) || withoutPrefix != null && matches(withoutPrefix, topic);
    }

    /** Whether a message that comes for this filter can have a topic that the other filter matches. */
    boolean overlaps(String other) {
        return FilterOverlap.haveCommonTopic(filter, other)
                || withoutPrefix != null && FilterOverlap.haveCommonTopic(withoutPrefix, other);
    }

    /** Whether the filter matches the topic by the rules of MQTT alone. */
    public static boolean matches(String filter, String topic) {
        // Section 4.7.2: a wildcard at the beginning does not match topics that begin with $.
        if (topic.startsWith("$") && !filter.startsWith("$")) {
            return false;
        }
        int inTopic = 0;
        for (int inFilter = 0; inFilter < filter.length(); inFilter++) {
            char expected = filter.charAt(inFilter);
            if (expected == '#') {
                return true;
            }
            if (expected == '+') {
                int levelEnd = topic.indexOf('/', inTopic);
                inTopic = levelEnd < 0 ? topic.length() : levelEnd;
            } else if (inTopic < topic.length() && topic.charAt(inTopic) == expected) {
                inTopic++;
            } else {
                // "a/#" matches "a", too (section 4.7.1.2).
                return inTopic == topic.length() && expected == '/' && inFilter + 2 == filter.length()
                        && filter.charAt(inFilter + 1) == '#';
            }
        }
        return inTopic == topic.length();
    }
}
