package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAckReasonCode;

import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.retry.ReasonCodes;
import io.github.mqttkafkatestbed.connect.subscription.PossibleFilters;

/**
 * Search for subscriptions of the session that no record names, by the topics of the messages that come for them: every
 * filter that matches such a topic is unsubscribed, and the answer says which existed. One for each connection; used on
 * its event loop only.
 */
final class FilterSearch {

    private static final EscapedLog log = EscapedLog.of(FilterSearch.class);

    /** Topics of messages that were under way while their filter was unsubscribed are searched for in vain. */
    private static final int MAX_TOPICS = 1_000;

    private final Set<String> searched = new HashSet<>();
    private boolean searching;

    /** Starts a search if none is in progress and the topic has not been searched for. */
    void search(String topic, MqttConnection connection) {
        if (searching || searched.size() == MAX_TOPICS || !searched.add(topic)) {
            return;
        }
        searching = true;
        List<String> filters = PossibleFilters.of(topic);
        connection.unsubscribeLater(filters, codes -> {
            searching = false;
            report(topic, filters, codes);
        }, error -> {
            searching = false;
            log.warn("the subscription that sends the messages of topic {} cannot be searched for: {}; they are"
                    + " acknowledged and not passed on", topic, error.getMessage());
        });
    }

    private static void report(String topic, List<String> filters, List<Mqtt5UnsubAckReasonCode> codes) {
        List<String> existed = new ArrayList<>();
        Mqtt5UnsubAckReasonCode refusal = null;
        for (int i = 0; i < filters.size(); i++) {
            if (codes.get(i) == Mqtt5UnsubAckReasonCode.SUCCESS) {
                existed.add(filters.get(i));
            } else if (codes.get(i).isError()) {
                refusal = codes.get(i);
            }
        }
        if (existed.isEmpty() && refusal != null) {
            log.warn("the broker refused to end the subscription that sends the messages of topic {}, with {}; they are"
                    + " acknowledged and not passed on", topic, ReasonCodes.describe(refusal));
        } else if (existed.isEmpty()) {
            log.warn("the session has none of {} possible subscriptions to topic {}: its messages have waited since it was"
                    + " unsubscribed, or a shared one sends them, or one with wildcards behind the {}th level; they are"
                    + " acknowledged and not passed on", filters.size(), topic, PossibleFilters.MAX_VARIABLE_LEVELS);
        } else if (existed.size() == filters.size()) {
            // Some brokers, such as HiveMQ CE, confirm what they did not have; with MQTT 3.1.1 all do.
            log.warn("unsubscribed from all {} filters that match topic {}: the session had one of them from an earlier"
                    + " configuration, or a shared one, or one with wildcards behind the {}th level, which goes on: its messages are"
                    + " acknowledged and not passed on", filters.size(), topic, PossibleFilters.MAX_VARIABLE_LEVELS);
        } else {
            log.warn("unsubscribed from {}: the session had it from an earlier configuration, and {} does not",
                    String.join(" and ", existed), SettingNames.MQTT_TOPICS);
        }
    }
}
