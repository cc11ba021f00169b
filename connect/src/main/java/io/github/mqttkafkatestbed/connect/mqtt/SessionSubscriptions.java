package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAckReasonCode;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.retry.SubscriptionRefusedException;
import io.github.mqttkafkatestbed.connect.session.PlannedSession;
import io.github.mqttkafkatestbed.connect.session.TaskSessionPlan;
import io.github.mqttkafkatestbed.connect.subscription.TopicFilters;

/**
 * Subscriptions of a session: those of the configuration, and those that an earlier configuration may have left, until
 * the broker has confirmed their end. Used on the session's thread, except {@link #isFormer} and {@link #answered}.
 */
final class SessionSubscriptions {

    private static final EscapedLog log = EscapedLog.of(SessionSubscriptions.class);

    private final MqttSourceConfig config;
    private final PlannedSession session;
    private final TaskSessionPlan plan;
    private List<String> others;
    /** Former topic filters whose messages have waited in the session. */
    private volatile TopicFilters former;

    /** @param plan learns which former subscriptions are left */
    SessionSubscriptions(MqttSourceConfig config, PlannedSession session, TaskSessionPlan plan) {
        this.config = config;
        this.session = session;
        this.plan = plan;
        this.others = session.formerFilters();
        this.former = new TopicFilters(others);
    }

    /**
     * Whether a message of the topic has come for a former subscription that the broker has not refused to end: it has waited
     * in the session. From any thread.
     */
    boolean isFormer(String topic) {
        return former.indexOfMatch(topic) >= 0;
    }

    /**
     * Ends the subscriptions that are not configured any more, then makes the configured ones, unless the session has them and
     * the broker would repeat retained messages for them.
     *
     * @param sessionPresent whether the session has existed before, with its subscriptions
     */
    void establish(MqttConnection connection, boolean sessionPresent)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!sessionPresent) {
            keepOthers(List.of());
            plan.subscriptionsLost(session.filters());
        } else if (!others.isEmpty()) {
            endOthers(connection);
        }
        if (!config.version().hasRetainHandling() && plan.areSubscribed(session.filters())) {
            connection.keepSubscriptions();
        } else {
            subscribe(connection, sessionPresent);
        }
    }

    private void endOthers(MqttConnection connection) throws InterruptedException, ExecutionException, TimeoutException {
        List<Mqtt5UnsubAckReasonCode> codes = connection.unsubscribe(others);
        List<String> ended = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            if (codes.get(i).isError()) {
                left.add(others.get(i));
            } else if (codes.get(i) == Mqtt5UnsubAckReasonCode.SUCCESS) {
                ended.add(others.get(i));
            }
        }
        if (!ended.isEmpty()) {
            log.info("unsubscribed from {}, which {} no longer has", ended, SettingNames.MQTT_TOPICS);
        }
        if (!left.isEmpty()) {
            log.warn("the broker refused to end the subscription to {}, which {} no longer has; its messages are"
                    + " acknowledged and not passed on", left, SettingNames.MQTT_TOPICS);
            List<String> passed = new ArrayList<>(session.formerFilters());
            passed.removeAll(left);
            former = new TopicFilters(passed);
        }
        keepOthers(left);
    }

    private void subscribe(MqttConnection connection, boolean sessionPresent)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> filters = session.filters();
        List<Mqtt5SubAckReasonCode> codes = connection.subscribe(filters, this::answered);
        SubscriptionRefusedException refused = SubscriptionRefusedException.of(filters, codes).orElse(null);
        if (refused != null) {
            if (!sessionPresent && !config.version().hasRetainHandling()
                    && codes.stream().allMatch(Mqtt5SubAckReasonCode::isError)) {
                endEmptySession(connection);
            }
            throw new ExecutionException(refused);
        }
        for (int i = 0; i < filters.size(); i++) {
            if (codes.get(i).getCode() < config.qos().getCode()) {
                log.warn("the broker grants {} no more than QoS {}; {} asks for {}", filters.get(i),
                        codes.get(i).getCode(), SettingNames.MQTT_QOS, config.qos().getCode());
            }
        }
    }

    /** Records the subscriptions before a message comes for them, which has the record. */
    private void answered(List<Mqtt5SubAckReasonCode> codes) {
        if (codes.stream().noneMatch(Mqtt5SubAckReasonCode::isError)) {
            plan.subscribed(session.filters());
        }
    }

    /** Ends a new session without subscriptions: a later task would take it for one that a stored record says to have them. */
    private static void endEmptySession(MqttConnection connection) throws InterruptedException {
        try {
            connection.endSession();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("a session without subscriptions stays", e);
        }
    }

    private void keepOthers(List<String> filters) {
        if (!filters.equals(others)) {
            others = filters;
            plan.formerLeft(filters);
        }
    }
}
