package io.github.mqttkafkatestbed.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.config.SettingDefinitions;
import io.github.mqttkafkatestbed.connect.config.ValueType;
import io.github.mqttkafkatestbed.connect.key.MissingKeyPolicy;
import io.github.mqttkafkatestbed.connect.key.RecordKeyParser;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.support.TestMessages;
import io.github.mqttkafkatestbed.connect.topic.TopicMap;

@DisplayName("With value.type=string")
class StringValueTest {

    private static final int MAX = SettingDefinitions.MIN_RECORD_BYTES;
    private static final byte[] BINARY = {'a', (byte) 0xC3, '(', 0, -1};

    private final Random random = new Random(7);

    @Test
    @DisplayName("the value is the payload as text, which is the same bytes in UTF-8")
    void text() {
        for (String text : new String[] {"", "{\"id\":\"é€😀\"}", "\u0000\u007f\uFEFF", "\uFEFFbom"}) {
            SourceRecord record = convert("none", bytes(text));
            assertThat(record.topic()).isEqualTo("coffee");
            assertThat(record.valueSchema()).isEqualTo(Schema.STRING_SCHEMA);
            assertThat(record.value()).isEqualTo(text);
        }
    }

    @Test
    @DisplayName("a payload that is not UTF-8 is a dead letter with a reason of its own, in Base64, and nothing of it is lost")
    void notUtf8() {
        for (byte[] payload : new byte[][] {BINARY, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, {(byte) 0xE2, (byte) 0x82}}) {
            MqttSourceRecord record = convert("none", payload);

            assertThat(record.topic()).isEqualTo("dead");
            assertThat(record.deadLetterReason()).contains(DeadLetterReason.VALUE_INVALID);
            assertThat(header(record, "error.reason")).isEqualTo("value-invalid");
            assertThat(header(record, "error.detail")).isEqualTo("The payload is not UTF-8, and value.type is string.");
            assertThat(header(record, "payload.encoding")).isEqualTo("base64");
            assertThat(record.valueSchema()).isEqualTo(Schema.STRING_SCHEMA);
            assertThat(Base64.getDecoder().decode((String) record.value())).isEqualTo(payload);
            assertThat(record.headers().lastWithName("payload.sha256")).isNull();
        }
    }

    @Test
    @DisplayName("a dead letter for another reason is text if the payload is, and Base64 if not")
    void otherReasons() {
        MqttSourceRecord text = convert("json:/id", bytes("nöpe"));
        assertThat(text.deadLetterReason()).contains(DeadLetterReason.KEY_INVALID);
        assertThat(text.value()).isEqualTo("nöpe");
        assertThat(text.headers().lastWithName("payload.encoding")).isNull();

        MqttSourceRecord binary = convert("json:/id", BINARY);
        assertThat(binary.deadLetterReason()).contains(DeadLetterReason.KEY_INVALID);
        assertThat(header(binary, "payload.encoding")).isEqualTo("base64");
        assertThat(Base64.getDecoder().decode((String) binary.value())).isEqualTo(BINARY);
    }

    @Test
    @DisplayName("a dead letter of any size fits, is cut between two characters, and has size and digest of the whole")
    void cut() throws Exception {
        for (int i = 0; i < 30; i++) {
            byte[] text = bytes("xé€😀".repeat(MAX / 10 + random.nextInt(20)).substring(random.nextInt(3)));
            MqttSourceRecord record = convert("none", text);
            assertThat(ProducerSize.of(record)).isBetween(MAX - 300, MAX);
            assertThat(new String(text, StandardCharsets.UTF_8)).startsWith((String) record.value());
            assertCut(record, text);

            byte[] binary = new byte[MAX - 20_000 + random.nextInt(40_000)];
            random.nextBytes(binary);
            record = convert("none", binary);
            assertThat(ProducerSize.of(record)).isBetween(MAX - 300, MAX);
            byte[] beginning = Base64.getDecoder().decode((String) record.value());
            assertThat(beginning).isEqualTo(Arrays.copyOf(binary, beginning.length));
            assertCut(record, binary);
        }
    }

    @Test
    @DisplayName("a payload that was cut while it arrived is text if it is UTF-8 up to a character that the cut has split")
    void cutBefore() {
        byte[] text = bytes("xé€😀".repeat(10));
        for (int length = 1; length < text.length; length++) {
            byte[] beginning = Arrays.copyOf(text, length);
            assertThat(DeadLetterValue.of(beginning, false, ValueType.STRING).isBase64()).isFalse();
            DeadLetterValue value = DeadLetterValue.of(beginning, false, ValueType.STRING).cutTo(length - 1);
            assertThat(new String(text, StandardCharsets.UTF_8)).startsWith((String) value.toObject());
        }
        assertThat(DeadLetterValue.of(BINARY, false, ValueType.STRING).isBase64()).isTrue();
        assertThat(DeadLetterValue.of(Arrays.copyOf(text, 2), true, ValueType.STRING).isBase64()).isTrue();
    }

    private static void assertCut(MqttSourceRecord record, byte[] payload) throws Exception {
        assertThat(header(record, "payload.bytes")).isEqualTo(Integer.toString(payload.length));
        assertThat(header(record, "payload.sha256"))
                .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload)));
    }

    private static MqttSourceRecord convert(String key, byte[] payload) {
        return new RecordConverter(TopicMap.of("coffee"), "dead", RecordKeyParser.parse(key), MissingKeyPolicy.DEAD_LETTER, MAX,
                ValueType.STRING, true).convert(new Delivery(TestMessages.of("t", MqttQos.AT_LEAST_ONCE, payload), null,
                false, TestMessages.SESSION, () -> { }));
    }

    private static String header(SourceRecord record, String name) {
        return (String) record.headers().lastWithName(name).value();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
