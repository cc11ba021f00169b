package io.github.mqttkafkatestbed.connect;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingDefinitions;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.ConnectorVersion;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;
import io.github.mqttkafkatestbed.connect.session.SessionRecord;
import io.github.mqttkafkatestbed.connect.session.TaskShare;

/**
 * Source connector that reads messages from an MQTT broker into Kafka, at least once. Users name this class in
 * {@code connector.class}.
 */
public final class MqttSourceConnector extends SourceConnector {

    private static final EscapedLog log = EscapedLog.of(MqttSourceConnector.class);

    private Map<String, String> settings;

    /** Returns the version of the connector. */
    @Override
    public String version() {
        return ConnectorVersion.VERSION;
    }

    /** Returns every setting with its type, default, validator and meaning. */
    @Override
    public ConfigDef config() {
        return SettingDefinitions.ALL;
    }

    /** Checks each setting, and those that depend on each other; reports all problems at once. */
    @Override
    public Config validate(Map<String, String> settings) {
        return new Config(MqttSourceConfig.validate(settings));
    }

    /** Returns the class of the task. */
    @Override
    public Class<? extends Task> taskClass() {
        return MqttSourceTask.class;
    }

    /** Keeps the settings for the task. */
    @Override
    public void start(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    /**
     * Deals the topic filters out to at most as many tasks as there are topic filters: several tasks on one subscription would
     * break the order of the messages.
     */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<Map<String, String>> tasks = TaskShare.deal(settings, maxTasks, MqttSourceConfig.topicFilterCount(settings));
        if (tasks.size() < maxTasks) {
            log.warn("tasks.max is {}, and {} used, one for each topic filter: tasks that share a subscription would break the"
                    + " order of the messages. Several topic filters in {} spread the load", maxTasks,
                    tasks.size() == 1 ? "one task is" : tasks.size() + " tasks are", SettingNames.MQTT_TOPICS);
        }
        return tasks;
    }

    /** Does nothing: the tasks hold the connections. */
    @Override
    public void stop() { }

    /**
     * Refuses to set offsets: the position is the session at the broker. A reset ({@code DELETE
     * /connectors/{name}/offsets}) removes the records of sessions only.
     *
     * @return false, whereupon Connect answers that an external system has the position
     * @throws ConnectException if an offset is to be set, or if a partition is not that of a session
     */
    @Override
    public boolean alterOffsets(Map<String, String> settings, Map<Map<String, ?>, Map<String, ?>> offsets) {
        if (offsets.values().stream().anyMatch(Objects::nonNull)) {
            throw new ConnectException("offsets of this connector cannot be set: its position is the session at the broker");
        }
        offsets.keySet().stream().filter(partition -> !SessionRecord.isPartition(partition)).findAny().ifPresent(partition -> {
            throw new ConnectException(EscapedText.of("the connector has no partition " + partition + "; its partitions are"
                    + " sessions, such as {" + SettingNames.MQTT_CLIENT_ID + "=<client id>}"));
        });
        return false;
    }

    /** Returns that exactly-once delivery is unsupported: MQTT has no offset to go back to. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
        return ExactlyOnceSupport.UNSUPPORTED;
    }
}
