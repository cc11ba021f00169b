package io.github.mqttkafkatestbed.connect.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.config.SettingDefinitions;
import io.github.mqttkafkatestbed.connect.config.ValueType;
import io.github.mqttkafkatestbed.connect.key.MissingKeyPolicy;
import io.github.mqttkafkatestbed.connect.key.RecordKeyParser;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.support.TestMessages;
import io.github.mqttkafkatestbed.connect.topic.AllowedTopics;
import io.github.mqttkafkatestbed.connect.topic.TopicMap;
import io.github.mqttkafkatestbed.connect.topic.UnmatchedPolicy;

@DisplayName("The record of a message")
class RecordConverterTest {

    private static final int MAX = SettingDefinitions.MIN_RECORD_BYTES;
    private static final long RECEIVED_MS = 1_700_000_000_123L;

    @Test
    @DisplayName("has the payload byte for byte, the key as a string, the time of receipt, the record of the session as its source offset, and no Kafka partition")
    void ordinary() {
        SourceRecord record = convert("json:/id", message("{\"id\":\"a\"} "));

        assertThat(record.topic()).isEqualTo("coffee");
        assertThat(record.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
        assertThat(record.key()).isEqualTo("a");
        assertThat(record.valueSchema()).isEqualTo(Schema.BYTES_SCHEMA);
        assertThat((byte[]) record.value()).isEqualTo(bytes("{\"id\":\"a\"} "));
        assertThat(record.kafkaPartition()).isNull();
        assertThat(record.timestamp()).isEqualTo(RECEIVED_MS);
        assertThat(record.sourcePartition()).isSameAs((Object) TestMessages.SESSION.partition());
        assertThat(record.sourceOffset()).isSameAs((Object) TestMessages.SESSION.offset());
    }

    @Test
    @DisplayName("is equal to no other, not even to one of the same contents: an exactly-once worker keeps them in a map")
    void identity() {
        // HiveMQ has one array for all empty payloads.
        Mqtt5Publish empty = Mqtt5Publish.builder().topic("t").build();
        SourceRecord record = convert("none", empty);
        SourceRecord same = convert("none", empty);

        assertThat(record).isEqualTo(record).isNotEqualTo(same);
        assertThat(new HashSet<>(List.of(record, same))).hasSize(2);
    }

    @Test
    @DisplayName("has the key that the setting selects")
    void keys() {
        Mqtt5Publish publish = message("not JSON", "device", "first", "device", "second");

        assertThat(convert("none", publish).key()).isNull();
        assertThat(convert("none", publish).keySchema()).isNull();
        assertThat(convert("topic", publish).key()).isEqualTo("t");
        assertThat(convert("property:device", publish).key()).isEqualTo("first");
    }

    @Test
    @DisplayName("has an empty key if the message has an empty one: Kafka allows it")
    void emptyKey() {
        assertThat(convert("json:/id", message("{\"id\":\"\"}")).key()).isEqualTo("");
        assertThat(convert("property:device", message("", "device", "")).key()).isEqualTo("");
    }

    @Test
    @DisplayName("has an empty value if there is no payload")
    void emptyPayload() {
        SourceRecord record = convert("none", Mqtt5Publish.builder().topic("t").qos(MqttQos.AT_LEAST_ONCE).build());
        assertThat((byte[]) record.value()).isEmpty();
    }

    @Test
    @DisplayName("is an exception if it has no key and the policy is to fail, with a message that names the remedy and no payload")
    void failing() {
        RecordConverter converter =
                new RecordConverter(TopicMap.of("coffee"), "dead", RecordKeyParser.parse("json:/id"), MissingKeyPolicy.FAIL, MAX,
                        ValueType.BYTES, true);
        assertThatThrownBy(() -> converter.convert(delivery(message("{\"secret\":1}"))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("MQTT topic t").hasMessageContaining("The payload has no /id.")
                .hasMessageContaining("record.key.missing=dead-letter").hasMessageNotContaining("secret");
    }

    @Test
    @DisplayName("has the Kafka topic that the mapping gives its MQTT topic")
    void mapped() {
        assertThat(mapped("t/coffee").topic()).isEqualTo("coffee");
        assertThat(mapped("t/coffee").isUnmatched()).isFalse();
        assertThat(mapped("other").topic()).isEqualTo("default");
        assertThat(mapped("other").isUnmatched()).isTrue();
    }

    @Test
    @DisplayName("is a dead letter of a reason of its own if the mapping gives no topic, whatever its key and the policy for keys")
    void withoutTopic() {
        MqttSourceRecord refused = mapped("t/tea");
        assertThat(refused.topic()).isEqualTo("dead");
        assertThat(refused.deadLetterReason()).contains(DeadLetterReason.TOPIC_NOT_ALLOWED);
        assertThat(refused.headers().lastWithName("error.reason").value()).isEqualTo("topic-not-allowed");
        assertThat(refused.headers().lastWithName("error.detail").value())
                .isEqualTo("topic.map leads to tea, which is not among the allowed topics.");
        assertThat(refused.isUnmatched()).isFalse();

        MqttSourceRecord unmatched = converter(UnmatchedPolicy.DEAD_LETTER)
                .convert(delivery(TestMessages.of("other", MqttQos.AT_LEAST_ONCE, "")));
        assertThat(unmatched.topic()).isEqualTo("dead");
        assertThat(unmatched.headers().lastWithName("error.reason").value()).isEqualTo("topic-unmatched");
        assertThat(unmatched.headers().lastWithName("error.detail").value())
                .isEqualTo("No rule of topic.map matches the MQTT topic.");
        assertThat(unmatched.isUnmatched()).isTrue();
    }

    private static MqttSourceRecord mapped(String topic) {
        return converter(UnmatchedPolicy.DEFAULT).convert(delivery(TestMessages.of(topic, MqttQos.AT_LEAST_ONCE, "42")));
    }

    /** Returns a converter to which an empty payload has no key, and fails the task. */
    private static RecordConverter converter(UnmatchedPolicy policy) {
        TopicMap map = TopicMap.of(List.of("t/+:{1}"), AllowedTopics.parse("coffee"), policy, "default", "dead");
        return new RecordConverter(map, "dead", RecordKeyParser.parse("json:"), MissingKeyPolicy.FAIL, MAX, ValueType.BYTES,
                true);
    }

    private static MqttSourceRecord convert(String key, Mqtt5Publish publish) {
        return new RecordConverter(TopicMap.of("coffee"), "coffee.dead-letter", RecordKeyParser.parse(key), MissingKeyPolicy.DEAD_LETTER, MAX,
                ValueType.BYTES, true).convert(delivery(publish));
    }

    private static Delivery delivery(Mqtt5Publish publish) {
        return new Delivery(publish, null, false, RECEIVED_MS, 1_000, TestMessages.SESSION, () -> { });
    }

    private static Mqtt5Publish message(String payload, String... properties) {
        return TestMessages.of("t", MqttQos.AT_LEAST_ONCE, payload, properties);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
