package io.github.mqttkafkatestbed.connect.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.MqttVersion;

/** A broker's sessions, and the record of them, while the tasks of one configuration after the other carry their plans out. */
final class Sessions {

    private final Map<String, List<String>> broker = new LinkedHashMap<>();
    MqttVersion version = MqttVersion.V5;
    SessionRecord record;
    int tasks = 1;
    int stores;
    /** Whether a task finds the record that one before it has stored with its first message. */
    boolean readsNewer;

    Sessions copy() {
        Sessions copy = new Sessions();
        copy.broker.putAll(broker);
        copy.record = record;
        return copy;
    }

    TaskSessionPlan plan(TaskShare share, String... filters) {
        return new TaskSessionPlan(config(version, filters), share, record, 0);
    }

    Sessions change(String... filters) {
        int count = Math.min(tasks, filters.length);
        SessionRecord stored = null;
        for (int task = 0; task < count; task++) {
            TaskSessionPlan plan = plan(new TaskShare(task, count), filters);
            if (readsNewer) {
                record = plan.record();
            }
            for (PlannedSession session : plan.sessions()) {
                if (session.isEnding()) {
                    broker.remove(session.clientId());
                    plan.ended(session);
                } else {
                    List<String> before = broker.get(session.clientId());
                    broker.put(session.clientId(), subscribed(plan, session, before));
                    if (session.clientId().equals("c")) {
                        plan.formerLeft(List.of());
                    }
                }
            }
            stored = task == Math.min(stores, count - 1) ? plan.record() : stored;
        }
        record = stored;
        return this;
    }

    private List<String> subscribed(TaskSessionPlan plan, PlannedSession session, List<String> before) {
        if (before == null) {
            plan.subscriptionsLost(session.filters());
        }
        List<String> after = before == null ? new ArrayList<>() : new ArrayList<>(before);
        after.removeAll(session.formerFilters());
        if (version.hasRetainHandling() || !plan.areSubscribed(session.filters())) {
            session.filters().stream().filter(filter -> !after.contains(filter)).forEach(after::add);
            plan.subscribed(session.filters());
        }
        return after;
    }

    Map<String, List<String>> atBroker() {
        return broker;
    }

    static MqttSourceConfig config(String... filters) {
        return config(MqttVersion.V5, filters);
    }

    static MqttSourceConfig config(MqttVersion version, String... filters) {
        Map<String, String> settings = settings(filters);
        settings.put("mqtt.version", version.toString());
        return MqttSourceConfig.of(settings);
    }

    static Map<String, String> settings(String... filters) {
        return new HashMap<>(Map.of("mqtt.url", "mqtt://broker", "mqtt.topics", String.join(",", filters), "mqtt.client.id", "c",
                "kafka.topic", "k", "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"));
    }
}
