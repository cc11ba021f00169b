package io.github.mqttkafkatestbed.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;

import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.config.SettingDefinitions;
import io.github.mqttkafkatestbed.connect.config.ValueType;
import io.github.mqttkafkatestbed.connect.key.MissingKeyPolicy;
import io.github.mqttkafkatestbed.connect.key.RecordKeyParser;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.support.TestMessages;
import io.github.mqttkafkatestbed.connect.topic.TopicMap;

@DisplayName("A message becomes a dead letter")
class DeadLetterTest {

    private static final int MAX = SettingDefinitions.MIN_RECORD_BYTES;
    private static final String LONGEST = "x".repeat(65_535);
    private static final long RECEIVED_MS = 1_700_000_000_123L;

    @Test
    @DisplayName("if the payload has no key, with the payload byte for byte, no key, all headers and the reason")
    void keyMissing() {
        MqttSourceRecord record = convert("json:/id", message("{}", "run", "r1", "error.reason", "forged"));

        assertDeadLetter(record, "key-missing", "The payload has no /id.");
        assertThat((byte[]) record.value()).isEqualTo(bytes("{}"));
        assertThat(header(record, "run")).isEqualTo("r1");
        assertThat(header(record, "mqtt.topic")).isEqualTo("t");
        assertThat(header(record, "user.error.reason")).isEqualTo("forged");
        assertThat(record.timestamp()).isEqualTo(RECEIVED_MS);
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
    @DisplayName("above max.record.bytes also if properties make it so: they count as the producer counts them")
    void boundaryOfProperties() {
        byte[] binary = {-1, -2, -3};
        Mqtt5PublishBuilder.Complete message = Mqtt5Publish.builder().topic("t").contentType("text/plain").responseTopic("é")
                .correlationData(binary).messageExpiryInterval(7).payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8);
        for (boolean bytesInHeaders : new boolean[] {true, false}) {
            Headers headers = convert("none", message.payload(new byte[0]).build(), bytesInHeaders).headers();
            int largest = (int) (MAX - RecordSize.empty() - RecordSize.headers(headers));
            MqttSourceRecord fits = convert("none", message.payload(new byte[largest]).build(), bytesInHeaders);
            assertThat(fits.deadLetterReason()).isEmpty();
            assertThat(ProducerSize.of(fits)).isLessThanOrEqualTo(MAX).isGreaterThan(MAX - 150);
            assertDeadLetter(convert("none", message.payload(new byte[largest + 1]).build(), bytesInHeaders),
                    "record-too-large", null);
        }
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
    @DisplayName("with the properties of the message, also beside a cut payload")
    void properties() {
        MqttSourceRecord record = convert("none", Mqtt5Publish.builder().topic("t").payload(new byte[2_000_000])
                .contentType("application/json").responseTopic("reply").correlationData(bytes("c-1"))
                .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8).messageExpiryInterval(60).build());

        assertDeadLetter(record, "record-too-large", null);
        assertThat(header(record, "mqtt.content.type")).isEqualTo("application/json");
        assertThat(header(record, "mqtt.response.topic")).isEqualTo("reply");
        assertThat(header(record, "mqtt.correlation.data")).isEqualTo("c-1");
        assertThat(header(record, "mqtt.payload.format")).isEqualTo("1");
        assertThat(header(record, "mqtt.message.expiry")).isEqualTo("60");
        assertThat(record.headers().lastWithName("error.properties.dropped")).isNull();
    }

    @Test
    @DisplayName("if its content type, response topic and correlation data are huge, with those that fit and the number of the others")
    void hugeMqttProperties() {
        MqttSourceRecord record = convert("none", Mqtt5Publish.builder().topic("t").payload(bytes("payload"))
                .contentType("c".repeat(60_000)).responseTopic("r".repeat(60_000)).correlationData(bytes("fits"))
                .userProperties().add("run", "r1").applyUserProperties().build());

        assertDeadLetter(record, "record-too-large", null);
        assertThat(header(record, "run")).isEqualTo("r1");
        assertThat(header(record, "mqtt.content.type")).hasSize(60_000);
        assertThat(record.headers().lastWithName("mqtt.response.topic")).isNull();
        assertThat(header(record, "mqtt.correlation.data")).isEqualTo("fits");
        assertThat(header(record, "error.properties.dropped")).isEqualTo("1");
        assertThat((byte[]) record.value()).isEqualTo(bytes("payload"));
    }

    @Test
    @DisplayName("without a key, and then has every property and the whole payload if they fit into max.record.bytes")
    void nothingDropped() {
        MqttSourceRecord record = convert("property:device", Mqtt5Publish.builder().topic("t").payload(bytes("payload"))
                .contentType("c".repeat(40_000)).userProperties().add("run", "r".repeat(40_000)).applyUserProperties().build());

        assertDeadLetter(record, "key-missing", null);
        assertThat(header(record, "run")).hasSize(40_000);
        assertThat(header(record, "mqtt.content.type")).hasSize(40_000);
        assertThat((byte[]) record.value()).isEqualTo(bytes("payload"));
    }

    @Test
    @DisplayName("if its headers are huge, and then has as many of them as leave room for the payload")
    void hugeHeaders() {
        String[] properties = IntStream.range(0, 200)
                .mapToObj(i -> i % 2 == 0 ? "name" + i : "v".repeat(10_000)).toArray(String[]::new);
        MqttSourceRecord record = convert("none", message("payload", properties));

        assertDeadLetter(record, "record-too-large", null);
        assertThat(header(record, "name0")).hasSize(10_000);
        assertThat(header(record, "error.properties.dropped")).isEqualTo("91");
        assertThat((byte[]) record.value()).isEqualTo(bytes("payload"));
    }

    @Test
    @DisplayName("that fits into max.record.bytes, however large topic, headers, key and payload are together")
    void everythingHuge() {
        String multibyte = "é".repeat(32_767);
        Mqtt5Publish publish = TestMessages.of(LONGEST, MqttQos.EXACTLY_ONCE, new byte[2_000_000],
                "k", LONGEST, multibyte, multibyte, LONGEST, LONGEST);
        byte[] binary = new byte[65_535];
        Arrays.fill(binary, (byte) 0xFF);
        Mqtt5Publish allProperties = publish.extend().contentType(multibyte).responseTopic(LONGEST).correlationData(binary)
                .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8).messageExpiryInterval(4_294_967_295L).build();
        for (String key : new String[] {"none", "topic", "property:k", "json:/id"}) {
            for (boolean bytesInHeaders : new boolean[] {true, false}) {
                assertDeadLetter(convert(key, publish, bytesInHeaders), "record-too-large", null);
                MqttSourceRecord all = convert(key, allProperties, bytesInHeaders);
                assertDeadLetter(all, "record-too-large", null);
                assertThat(header(all, "error.properties.dropped")).isEqualTo("6");
            }
        }
        assertDeadLetter(convert("property:" + "n".repeat(100), Mqtt5Publish.builder().topic(LONGEST).correlationData(binary)
                .build(), false), "key-missing", null);
        assertDeadLetter(convert("json:/id", TestMessages.of(LONGEST, MqttQos.AT_LEAST_ONCE,
                bytes("{\"id\":\"" + "k".repeat(50_000) + "\"}"))), "record-too-large", null);
        assertDeadLetter(convert("json:/id", TestMessages.of(LONGEST, MqttQos.AT_LEAST_ONCE,
                "x".repeat(90_000).getBytes(StandardCharsets.UTF_8), LONGEST, LONGEST)), "key-invalid", null);
        assertDeadLetter(convert("property:" + "n".repeat(100), TestMessages.of(LONGEST, MqttQos.AT_LEAST_ONCE,
                new byte[99_999], IntStream.range(0, 20_000).mapToObj(i -> "").toArray(String[]::new))),
                "key-missing", null);
    }

    private static MqttSourceRecord convert(String key, Mqtt5Publish publish) {
        return convert(key, publish, true);
    }

    private static MqttSourceRecord convert(String key, Mqtt5Publish publish, boolean bytesInHeaders) {
        return new RecordConverter(TopicMap.of("coffee"), "coffee.dead-letter", RecordKeyParser.parse(key), MissingKeyPolicy.DEAD_LETTER, MAX,
                ValueType.BYTES, bytesInHeaders).convert(delivery(publish));
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
        return new Delivery(publish, null, false, RECEIVED_MS, 1_000, TestMessages.SESSION, () -> { });
    }

    private static Mqtt5Publish message(String payload, String... properties) {
        return TestMessages.of("t", MqttQos.AT_LEAST_ONCE, payload, properties);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
