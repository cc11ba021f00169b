package io.github.mqttkafkatestbed.connect.config;

import static io.github.mqttkafkatestbed.connect.config.LeastSettings.problems;
import static io.github.mqttkafkatestbed.connect.config.LeastSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of Kafka's producer in the configuration")
class ProducerOverridesTest {

    private static final String HEADERS = "org.apache.kafka.connect.storage.StringConverter";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "acks | 0", "acks | 1", "acks | ALL", "acks | ''",
        "enable.idempotence | false", "enable.idempotence | FALSE", "enable.idempotence | no",
        "max.in.flight.requests.per.connection | 6", "max.in.flight.requests.per.connection | 0",
        "retries | 0", "retries | -1", "retries | many",
        "transactional.id | t",
        "value.serializer | org.apache.kafka.common.serialization.StringSerializer",
        "key.serializer | org.apache.kafka.common.serialization.StringSerializer",
        "compression.type | fast", "max.request.size | big", "batch.size | -1", "partitioner.class | no.such.Class"})
    @DisplayName("are refused if they break a guarantee, or if the producer would refuse them; the error names the setting and the value")
    void refused(String name, String value) {
        assertThat(problems(with("producer.override." + name, value))).singleElement().asString()
                .contains("producer.override." + name, value);
    }

    @ParameterizedTest
    @CsvSource({"acks, all", "acks, -1", "acks, ' all '", "enable.idempotence, true", "enable.idempotence, TRUE",
        "max.in.flight.requests.per.connection, 1", "max.in.flight.requests.per.connection, 5", "retries, 1",
        "value.serializer, org.apache.kafka.common.serialization.ByteArraySerializer", "compression.type, zstd", "linger.ms, 5",
        "partitioner.ignore.keys, true", "sasl.jaas.config, any", "no.setting.of.kafka, any", "delivery.timeout.ms, 60000"})
    @DisplayName("are accepted otherwise")
    void accepted(String name, String value) {
        assertThat(problems(with("producer.override." + name, value))).isEmpty();
    }

    @Test
    @DisplayName("must not spread the records of a key over partitions")
    void keys() {
        String[] keyed = {"record.key", "topic", "key.converter", HEADERS, "producer.override.partitioner.ignore.keys", "true"};
        assertThat(problems(with(keyed))).singleElement().asString().contains("producer.override.partitioner.ignore.keys is true");
    }

    @Test
    @DisplayName("are warned of if they fail the task after an outage, or may reorder")
    void warnings() {
        assertThat(warningsOf()).isEmpty();
        assertThat(warningsOf("delivery.timeout.ms", "60000")).singleElement().asString()
                .contains("producer.override.delivery.timeout.ms=60000", "fails the task");
        assertThat(warningsOf("delivery.timeout.ms", "2147483647", "max.block.ms", "9223372036854775807")).isEmpty();
        assertThat(warningsOf("max.block.ms", "60000")).hasSize(1);
        assertThat(warningsOf("retries", "3")).singleElement().asString().contains("retries=3");
        assertThat(warningsOf("max.in.flight.requests.per.connection", "5")).singleElement().asString().contains("enable.idempotence");
        assertThat(warningsOf("max.in.flight.requests.per.connection", "5", "enable.idempotence", "true")).isEmpty();
        assertThat(warningsOf("max.in.flight.requests.per.connection", "1")).isEmpty();
        assertThat(warningsOf("partitioner.class", "org.apache.kafka.clients.producer.RoundRobinPartitioner")).hasSize(1);
    }

    private static List<String> warningsOf(String... overrides) {
        Map<String, String> settings = with("header.converter", HEADERS);
        for (int i = 0; i < overrides.length; i += 2) {
            settings.put("producer.override." + overrides[i], overrides[i + 1]);
        }
        return MqttSourceConfig.of(settings).warnings();
    }
}
