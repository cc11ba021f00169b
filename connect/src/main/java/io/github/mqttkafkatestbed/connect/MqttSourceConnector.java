package io.github.mqttkafkatestbed.connect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads messages from an MQTT 5 broker into Kafka, at least once. */
public final class MqttSourceConnector extends SourceConnector {

    /** The version in the jar's manifest; outside a jar there is none. */
    static final String VERSION = Optional.ofNullable(MqttSourceConnector.class.getPackage().getImplementationVersion())
            .orElse("development");

    private static final Logger log = LoggerFactory.getLogger(MqttSourceConnector.class);

    private Map<String, String> settings;

    /** @return the version of the connector */
    @Override
    public String version() {
        return VERSION;
    }

    /** @return every setting with its type, default, check and meaning */
    @Override
    public ConfigDef config() {
        return MqttSourceConfig.DEFINITION;
    }

    /** Checks every setting by itself and those that depend on each other; reports all problems at once. */
    @Override
    public Config validate(Map<String, String> settings) {
        List<ConfigValue> values = MqttSourceConfig.DEFINITION.validate(settings);
        MqttSourceConfig.addCrossChecks(values, settings);
        return new Config(values);
    }

    /** @return the class of the task */
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
     * One task, whatever {@code tasks.max} is: several tasks on one subscription would break the order of the
     * messages.
     */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        if (maxTasks > 1) {
            log.warn("tasks.max is {}, and one task is used: tasks that share a subscription would break the order of"
                    + " the messages. To spread the load, make connectors with topic filters that do not overlap",
                    maxTasks);
        }
        return List.of(settings);
    }

    /** Does nothing: the task holds the connection. */
    @Override
    public void stop() { }

    /** @return that there is no exactly-once delivery: MQTT has no offset to go back to */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
        return ExactlyOnceSupport.UNSUPPORTED;
    }
}
