package io.github.mqttkafkatestbed.connect.task.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@DisplayName("A session that is new at the start of the task")
class TaskSessionLossTest {

    @Parameter
    MqttVersion version;

    private static final FakeBroker.Script NEW_SESSION = connection -> {
        connection.acceptConnect(false);
        connection.answerSubscribe(1);
        connection.publish("t", 1, false, "payload");
        connection.listen();
    };

    @Test
    @DisplayName("and that the stored record knows was lost while the worker was away: a warning and a metric say so")
    void lost() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(NEW_SESSION)) {
            Map<String, String> settings = RunningTask.settings(version, broker);
            SourceRecord stored = RunningTask.recordOf(settings);
            try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.startedAfter(stored, settings)) {
                assertThat(logs.linesWith("WARN " + broker.url() + " has lost the session")).singleElement().asString()
                        .contains("may be gone");
                assertThat(task.metric("sessions-lost")).isEqualTo(1);
            }
        }
    }

    @Test
    @DisplayName("and that no record knows is nothing to warn of")
    void first() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(NEW_SESSION); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            assertThat(logs.linesWith("no earlier session known")).singleElement().asString().startsWith("INFO");
            assertThat(logs.linesWith("WARN")).isEmpty();
            assertThat(task.metric("sessions-lost")).isZero();
        }
    }

    @Test
    @DisplayName("and that the record knows at another broker has a warning that names that one")
    void otherBroker() throws Exception {
        try (FakeBroker before = FakeBroker.withScripts(NEW_SESSION); FakeBroker broker = FakeBroker.withScripts(NEW_SESSION)) {
            Map<String, String> settings = RunningTask.settings(version, before);
            SourceRecord stored = RunningTask.recordOf(settings);
            settings.put("mqtt.url", broker.url());
            try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.startedAfter(stored, settings)) {
                assertThat(logs.linesWith("WARN")).singleElement().asString().contains("the last one was at " + before.url())
                        .contains("may be gone");
                assertThat(task.metric("sessions-lost")).isZero();
            }
        }
    }

    @Test
    @DisplayName("is reported also if the connection is lost before its subscription")
    void beforeSubscription() throws Exception {
        FakeBroker.Script dying = connection -> {
            connection.acceptConnect(false);
            connection.readSubscribe();
        };
        try (FakeBroker broker = FakeBroker.withScripts(NEW_SESSION, dying, FakeBroker.accepting())) {
            Map<String, String> settings = RunningTask.settings(version, broker);
            try (RunningTask task = RunningTask.startedAfter(RunningTask.recordOf(settings), settings)) {
                task.awaitMetric("connections", 1);
                assertThat(task.metric("sessions-lost")).isEqualTo(1);
            }
        }
    }
}
