package io.github.mqttkafkatestbed.connect.subscription;

import java.util.List;

/** The configured topic filters. */
public final class TopicFilters {

    private final TopicFilter[] filters;

    /** @param texts valid topic filters */
    public TopicFilters(List<String> texts) {
        filters = texts.stream().map(TopicFilter::new).toArray(TopicFilter[]::new);
    }

    /** Whether a message of the topic can come for one of the filters. */
    public boolean match(String topic) {
        for (TopicFilter filter : filters) {
            if (filter.matches(topic)) {
                return true;
            }
        }
        return false;
    }
}
