package io.github.mqttkafkatestbed.connect.mqtt;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.monitoring.RateLimitedLog;
import io.github.mqttkafkatestbed.connect.monitoring.TaskMetrics;
import io.github.mqttkafkatestbed.connect.session.PlannedSession;
import io.github.mqttkafkatestbed.connect.subscription.TopicFilters;

/**
 * Receiver of the messages of a session: it puts them into the queue, except those of subscriptions that neither the
 * configuration nor the record has. Used on the event loop of the present connection, except {@link #flushLog}.
 */
final class SessionReceiver {

    private static final EscapedLog log = EscapedLog.of(MqttSession.class);

    private final PlannedSession session;
    private final TopicFilters topicFilters;
    private final SessionSubscriptions subscriptions;
    private final DeliveryQueue.Inlet queue;
    private final TaskMetrics metrics;
    private final RateLimitedLog drops =
            new RateLimitedLog("QoS 0 messages dropped for lack of room in the queue", log::warn);
    private final RateLimitedLog unexpected = new RateLimitedLog("messages that " + SettingNames.MQTT_TOPICS
            + " does not match, acknowledged and not passed on", log::warn);

    SessionReceiver(MqttSourceConfig config, PlannedSession session, SessionSubscriptions subscriptions,
            DeliveryQueue.Inlet queue, TaskMetrics metrics) {
        this.session = session;
        this.topicFilters = new TopicFilters(config.topicFilters());
        this.subscriptions = subscriptions;
        this.queue = queue;
        this.metrics = metrics;
    }

    /**
     * Accepts a message.
     *
     * @param from   connection of the message
     * @param search that of the connection
     */
    void receive(Delivery delivery, MqttConnection from, FilterSearch search) {
        String topic = delivery.publish().getTopic().toString();
        int filter = topicFilters.indexOfMatch(topic);
        if (filter < 0 && delivery.hasTopic() && !session.isEnding() && !subscriptions.isFormer(topic)) {
            metrics.countUnexpected();
            unexpected.add("topic " + topic);
            delivery.acknowledge();
            search.search(topic, from);
            return;
        }
        metrics.countReceived(filter);
        if (!queue.offer(delivery)) {
            metrics.countDropped();
            drops.add("topic " + topic);
        }
    }

    /** Logs the dropped and the unexpected messages that are not logged yet. To be called regularly, by any thread. */
    void flushLog() {
        drops.flush();
        unexpected.flush();
    }
}
