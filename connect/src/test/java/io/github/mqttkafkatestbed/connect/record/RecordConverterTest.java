package io.github.mqttkafkatestbed.connect.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.config.SettingDefinitions;
import io.github.mqttkafkatestbed.connect.key.MissingKeyPolicy;
import io.github.mqttkafkatestbed.connect.key.RecordKeyParser;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.support.TestMessages;

@DisplayName("The record of a message")
class RecordConverterTest {

    private static final int MAX = SettingDefinitions.MIN_RECORD_BYTES;
    private static final String LONGEST = "x".repeat(65_535);

    @Test
    @DisplayName("has the payload byte for byte, the key as a string, the record of the session as its source offset, and no Kafka partition or time")
    void ordinary() {
        SourceRecord record = convert("json:/id", message("{\"id\":\"a\"} "));

        assertThat(record.topic()).isEqualTo("coffee");
        assertThat(record.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
        assertThat(record.key()).isEqualTo("a");
        assertThat(record.valueSchema()).isEqualTo(Schema.BYTES_SCHEMA);
        assertThat((byte[]) record.value()).isEqualTo(bytes("{\"id\":\"a\"} "));
        assertThat(record.kafkaPartition()).isNull();
        assertThat(record.timestamp()).isNull();
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

    @Nested
    @DisplayName("is a dead letter")
    class DeadLetters {

        @Test
        @DisplayName("if the payload has no key, with the payload byte for byte, no key, all headers and the reason")
        void keyMissing() {
            MqttSourceRecord record = convert("json:/id", message("{}", "run", "r1", "error.reason", "forged"));

            assertDeadLetter(record, "key-missing", "The payload has no /id.");
            assertThat((byte[]) record.value()).isEqualTo(bytes("{}"));
            assertThat(header(record, "run")).isEqualTo("r1");
            assertThat(header(record, "mqtt.topic")).isEqualTo("t");
            assertThat(header(record, "user.error.reason")).isEqualTo("forged");
            assertThat(record.headers().lastWithName("payload.sha256")).isNull();
        }

        @Test
        @DisplayName("if the payload cannot be parsed for its key")
        void keyInvalid() {
            assertDeadLetter(convert("json:/id", message("nope")), "key-invalid", "The payload is not JSON in UTF-8.");
        }

        @Test
        @DisplayName("if the user property for its key is missing")
        void propertyMissing() {
            assertDeadLetter(convert("property:device", message("", "Device", "x")), "key-missing",
                    "The message has no user property device.");
        }

        @Test
        @DisplayName("above max.record.bytes, as the producer counts, and not one byte below")
        void boundary() {
            Mqtt5Publish empty = message("", "run", "r1");
            long own = RecordSize.empty() + RecordSize.headers(convert("none", empty).headers());
            byte[] largest = new byte[(int) (MAX - own)];

            MqttSourceRecord fits = convert("none", TestMessages.of("t", MqttQos.AT_LEAST_ONCE, largest, "run", "r1"));
            assertThat(fits.deadLetterReason()).isEmpty();
            assertThat(ProducerSize.of(fits)).isLessThanOrEqualTo(MAX).isGreaterThan(MAX - 100);

            byte[] larger = new byte[largest.length + 1];
            MqttSourceRecord deadLetter = convert("none", TestMessages.of("t", MqttQos.AT_LEAST_ONCE, larger, "run", "r1"));
            assertDeadLetter(deadLetter, "record-too-large", "The record would be 100001 bytes or more;"
                    + " max.record.bytes allows 100000.");
        }

        @Test
        @DisplayName("with the beginning of a payload that is too large, and the size and SHA-256 of the whole")
        void cut() throws Exception {
            byte[] payload = new byte[1_500_000];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = (byte) (i % 251);
            }
            MqttSourceRecord record = convert("none", TestMessages.of("t", MqttQos.AT_LEAST_ONCE, payload, "run", "r1"));

            assertDeadLetter(record, "record-too-large", null);
            byte[] value = (byte[]) record.value();
            assertThat(value.length).isBetween(MAX - 1_000, MAX);
            assertThat(payload).startsWith(value);
            assertThat(header(record, "payload.bytes")).isEqualTo("1500000");
            assertThat(header(record, "payload.sha256"))
                    .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload)));
            assertThat(header(record, "run")).isEqualTo("r1");
        }

        @Test
        @DisplayName("if its headers are huge, and then has as many of them as leave room for the payload")
        void hugeHeaders() {
            String[] properties = IntStream.range(0, 200)
                    .mapToObj(i -> i % 2 == 0 ? "name" + i : "v".repeat(10_000)).toArray(String[]::new);
            MqttSourceRecord record = convert("none", message("payload", properties));

            assertDeadLetter(record, "record-too-large", null);
            assertThat(header(record, "name0")).hasSize(10_000);
            assertThat(header(record, "error.properties.dropped")).isEqualTo("96");
            assertThat((byte[]) record.value()).isEqualTo(bytes("payload"));
        }

        @Test
        @DisplayName("that fits into max.record.bytes, however large topic, headers, key and payload are together")
        void everythingHuge() {
            String multibyte = "é".repeat(32_767);
            Mqtt5Publish publish = TestMessages.of(LONGEST, MqttQos.EXACTLY_ONCE, new byte[2_000_000],
                    "k", LONGEST, multibyte, multibyte, LONGEST, LONGEST);
            for (String key : new String[] {"none", "topic", "property:k", "json:/id"}) {
                assertDeadLetter(convert(key, publish), "record-too-large", null);
            }
            assertDeadLetter(convert("json:/id", TestMessages.of(LONGEST, MqttQos.AT_LEAST_ONCE,
                    bytes("{\"id\":\"" + "k".repeat(50_000) + "\"}"))), "record-too-large", null);
            assertDeadLetter(convert("json:/id", TestMessages.of(LONGEST, MqttQos.AT_LEAST_ONCE,
                    "x".repeat(90_000).getBytes(StandardCharsets.UTF_8), LONGEST, LONGEST)), "key-invalid", null);
            assertDeadLetter(convert("property:" + "n".repeat(100), TestMessages.of(LONGEST, MqttQos.AT_LEAST_ONCE,
                    new byte[99_999], IntStream.range(0, 20_000).mapToObj(i -> "").toArray(String[]::new))),
                    "key-missing", null);
        }
    }

    @Test
    @DisplayName("is an exception if it has no key and the policy is to fail, with a message that names the remedy and no payload")
    void failing() {
        RecordConverter converter =
                new RecordConverter("coffee", "dead", RecordKeyParser.parse("json:/id"), MissingKeyPolicy.FAIL, MAX);
        assertThatThrownBy(() -> converter.convert(delivery(message("{\"secret\":1}"))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("MQTT topic t").hasMessageContaining("The payload has no /id.")
                .hasMessageContaining("record.key.missing=dead-letter").hasMessageNotContaining("secret");
    }

    private static MqttSourceRecord convert(String key, Mqtt5Publish publish) {
        return new RecordConverter("coffee", "coffee.dead-letter", RecordKeyParser.parse(key), MissingKeyPolicy.DEAD_LETTER, MAX)
                .convert(delivery(publish));
    }

    private static void assertDeadLetter(MqttSourceRecord record, String reason, String detail) {
        assertThat(record.topic()).isEqualTo("coffee.dead-letter");
        assertThat(record.key()).isNull();
        assertThat(record.deadLetterReason()).map(Object::toString).contains(reason);
        assertThat(header(record, "error.reason")).isEqualTo(reason);
        if (detail != null) {
            assertThat(header(record, "error.detail")).isEqualTo(detail);
        }
        assertThat(ProducerSize.of(record)).isLessThanOrEqualTo(MAX);
    }

    private static String header(SourceRecord record, String name) {
        Header header = record.headers().lastWithName(name);
        assertThat(header).as("header %s", name).isNotNull();
        return (String) header.value();
    }

    private static Delivery delivery(Mqtt5Publish publish) {
        return new Delivery(publish, false, TestMessages.SESSION, delivery -> { });
    }

    private static Mqtt5Publish message(String payload, String... properties) {
        return TestMessages.of("t", MqttQos.AT_LEAST_ONCE, payload, properties);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
