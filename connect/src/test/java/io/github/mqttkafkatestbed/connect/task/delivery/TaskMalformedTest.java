package io.github.mqttkafkatestbed.connect.task.delivery;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.header;
import static io.github.mqttkafkatestbed.connect.support.RunningTask.payload;
import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static io.github.mqttkafkatestbed.connect.support.broker.RawPublish.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.record.ProducerSize;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.broker.RawPublish;

@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@DisplayName("A message that breaks a rule of MQTT")
class TaskMalformedTest {

    @Parameter
    MqttVersion version;

    @Test
    @DisplayName("becomes a dead letter, is acknowledged in its turn, and those before and behind it are records")
    void flowsOn() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.publish("t", 1, false, "before");
            connection.send(malformed(0b0010, 2).payload("bad"));
            connection.publish("t", 3, false, "behind");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            List<SourceRecord> records = task.poll(3);

            assertThat(payloads(records)).containsExactly("before", "bad", "behind");
            assertThat(records).extracting(SourceRecord::topic).containsExactly("kafka", "kafka.dead-letter", "kafka");
            SourceRecord deadLetter = records.get(1);
            assertThat(header(deadLetter, "error.reason")).isEqualTo("malformed");
            assertThat(header(deadLetter, "error.detail")).isEqualTo("The message breaks a rule of MQTT: "
                    + (version.hasProperties() ? "response topic contains a wildcard: reply/#." : "topic contains a wildcard: t/#."));
            assertThat(header(deadLetter, "mqtt.topic")).isEqualTo(version.hasProperties() ? "t" : "t/?");
            assertThat(header(deadLetter, "mqtt.qos")).isEqualTo("1");
            if (version.hasProperties()) {
                assertThat(header(deadLetter, "run")).isEqualTo("r1");
            }

            task.written(records.subList(1, 3));
            task.written(records.subList(0, 1));
            assertThat(broker.eventsUntil("puback 3")).containsSubsequence("puback 1", "puback 2", "puback 3");
            assertThat(task.metric("messages-received")).isEqualTo(3);
            assertThat(task.metric("messages-dead-lettered")).isOne();
            task.awaitMetric("messages-acknowledged", 3);
            assertThat(broker.connections()).isOne();
        }
    }

    @Test
    @DisplayName("that waits in the session at each restart holds nothing up, and is marked as a duplicate then")
    void restart() throws Exception {
        FakeBroker.Script first = connection -> {
            connection.acceptSubscriber();
            connection.send(malformed(0b0010, 2).payload("bad"));
            connection.listen();
        };
        FakeBroker.Script again = connection -> {
            connection.acceptConnect(true);
            connection.send(malformed(0b1010, 2).payload("bad"));
            connection.answerSubscribe(1);
            connection.publish("t", 3, false, "behind");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(first, again)) {
            Map<String, String> settings = RunningTask.settings(version, broker);
            try (RunningTask task = RunningTask.started(settings)) {
                assertThat(header(task.poll(1).get(0), "mqtt.duplicate")).isEqualTo("false");
            }
            try (RunningTask task = RunningTask.started(settings)) {
                List<SourceRecord> records = task.pollAndWrite(2);
                assertThat(payloads(records)).containsExactly("bad", "behind");
                assertThat(header(records.get(0), "mqtt.duplicate")).isEqualTo("true");
                broker.await("puback 3");
            }
        }
    }

    @Test
    @DisplayName("of QoS 0 or 2 is a dead letter, too, in its place among others, and that of QoS 2 is acknowledged")
    void otherQos() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.send(malformed(0, 0).payload("0"));
            connection.publish("t", 0, false, "1");
            connection.send(malformed(0b0100, 9).payload("2"));
            connection.send(malformed(0, 0).payload("3"));
            connection.publish("t", 10, false, "4");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            List<SourceRecord> records = task.pollAndWrite(5);
            assertThat(payloads(records)).containsExactly("0", "1", "2", "3", "4");
            assertThat(records).extracting(SourceRecord::topic).containsExactly("kafka.dead-letter", "kafka",
                    "kafka.dead-letter", "kafka.dead-letter", "kafka");
            assertThat(records).extracting(record -> header(record, "mqtt.qos")).containsExactly("0", "0", "2", "0", "1");
            assertThat(broker.eventsUntil("pubcomp 9")).contains("pubrec 9");
        }
    }

    @Test
    @DisplayName("in its topic is a dead letter, whatever is subscribed to")
    void topic() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.send(RawPublish.of(new byte[] {'o', (byte) 0xff, 27}, 1, 1).payload("bad"));
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            SourceRecord deadLetter = task.pollAndWrite(1).get(0);
            assertThat(payload(deadLetter)).isEqualTo("bad");
            assertThat(header(deadLetter, "error.detail"))
                    .isEqualTo("The message breaks a rule of MQTT: topic is not well-formed UTF-8: o\\xff\\x1b.");
            broker.await("puback 1");
            assertThat(task.metric("messages-unexpected")).isZero();
        }
    }

    @Test
    @DisplayName("fits into max.record.bytes, however large its malformed parts are, and all others")
    void fits() throws Exception {
        byte[] illFormed = new byte[65_535];
        Arrays.fill(illFormed, (byte) 0xff);
        RawPublish largest = RawPublish.of(illFormed, 1, 1).textProperty(3, illFormed).textProperty(8, illFormed)
                .textProperty(9, illFormed).userProperty(illFormed, illFormed).payload(new byte[1_000_000]);
        for (int i = 0; i < 200; i++) {
            largest.userProperty("n".repeat(65_535), "\1".repeat(65_535));
        }
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.send(largest);
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker, "max.record.bytes", "100000"))) {
            SourceRecord deadLetter = task.pollAndWrite(1).get(0);
            assertThat(ProducerSize.of(deadLetter)).isBetween(90_000, 100_000);
            assertThat(header(deadLetter, "error.reason")).isEqualTo("malformed");
            assertThat(header(deadLetter, "payload.bytes")).isEqualTo("1000000");
            if (version.hasProperties()) {
                assertThat(header(deadLetter, "error.properties.dropped")).isEqualTo("202");
            }
            broker.await("puback 1");
        }
    }

    @Test
    @DisplayName("so that it has no end, ends the connection, and the log says why")
    void withoutEnd() throws Exception {
        FakeBroker.Script endless = connection -> {
            connection.acceptSubscriber();
            connection.send(new byte[] {0x32, -1, -1, -1, -1, 1});
            connection.listen();
        };
        try (LogCapture log = LogCapture.ofConnector(); FakeBroker broker = FakeBroker.withScripts(endless, FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            broker.await("subscribed 2");
            task.awaitMetric("connections", 2);
            assertThat(log.await("malformed remaining length")).startsWith("WARN");
        }
    }

    /** Begins a packet that breaks a rule of its version: of a property, or of the topic, as MQTT 3.1.1 has no properties. */
    private RawPublish malformed(int flags, int packetId) {
        return version.hasProperties()
                ? RawPublish.withFlags(flags, utf8("t"), packetId).responseTopic("reply/#").userProperty("run", "r1")
                : RawPublish.withFlags(flags, utf8("t/#"), packetId);
    }
}
