package io.github.mqttkafkatestbed.connect.session;

import java.util.List;

/**
 * A session that the connector has at the broker, or that an earlier configuration may have left there.
 *
 * @param clientId      client identifier, the name of the session
 * @param filters       topic filters of the configuration that it is for; none if it is to be ended
 * @param formerFilters topic filters of earlier configurations that it may still be subscribed to
 * @param earlierBroker address of the broker at which an earlier task has had it; null if no record says so
 */
public record PlannedSession(String clientId, List<String> filters, List<String> formerFilters, String earlierBroker) {

    /** Whether no topic filter of the configuration needs the session any more. */
    public boolean isEnding() {
        return filters.isEmpty();
    }
}
