package io.github.mqttkafkatestbed.connect.subscription;

import java.util.Arrays;
import java.util.List;

/** The configured topic filters. */
public final class TopicFilters {

    private final TopicFilter[] filters;

    /** @param texts valid topic filters */
    public TopicFilters(List<String> texts) {
        filters = texts.stream().map(TopicFilter::new).toArray(TopicFilter[]::new);
    }

    /** Returns the index of the first filter that a message of the topic can come for; -1 if there is none. */
    public int indexOfMatch(String topic) {
        for (int i = 0; i < filters.length; i++) {
            if (filters[i].matches(topic)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a message that comes for one of the filters can have a topic that the other filter matches. */
    public boolean overlap(String other) {
        return Arrays.stream(filters).anyMatch(filter -> filter.overlaps(other));
    }
}
