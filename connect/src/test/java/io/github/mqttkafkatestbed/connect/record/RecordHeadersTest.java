package io.github.mqttkafkatestbed.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.converter.TextOrBytesConverter;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.support.TestMessages;

@DisplayName("The headers of a record")
class RecordHeadersTest {

    private static final RecordHeaders BYTES_AND_TEXT = new RecordHeaders(true);
    private static final RecordHeaders TEXT_ONLY = new RecordHeaders(false);

    @Test
    @DisplayName("are the user properties in order, including repeated ones, and then the connector's own, all of them text")
    void order() {
        Headers headers = headers("run", "r1", "seq", "7", "run", "again", "empty", "");

        assertThat(lines(headers)).containsExactly("run=r1", "seq=7", "run=again", "empty=",
                "mqtt.topic=t", "mqtt.qos=1", "mqtt.retained=false", "mqtt.duplicate=true");
        assertThat(headers).allMatch(header -> header.schema().equals(Schema.STRING_SCHEMA));
    }

    @Test
    @DisplayName("have the properties of the message that it has, also empty ones")
    void properties() {
        Mqtt5PublishBuilder.Complete message = Mqtt5Publish.builder().topic("t");
        assertThat(mqttHeaders(message.contentType("application/json").responseTopic("reply/é").correlationData(utf8("c-1"))
                .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8).messageExpiryInterval(4_294_967_295L).build()))
                .containsExactly("mqtt.payload.format=1", "mqtt.message.expiry=4294967295",
                        "mqtt.content.type=application/json", "mqtt.response.topic=reply/é", "mqtt.correlation.data=c-1");
        assertThat(mqttHeaders(Mqtt5Publish.builder().topic("t").contentType("").correlationData(new byte[0])
                .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UNSPECIFIED).messageExpiryInterval(0).build()))
                .containsExactly("mqtt.payload.format=0", "mqtt.message.expiry=0", "mqtt.content.type=",
                        "mqtt.correlation.data=");
    }

    @Test
    @DisplayName("have correlation data that is text as text, with either kind of header converter: every converter writes the same bytes")
    void correlationText() {
        for (RecordHeaders kind : List.of(BYTES_AND_TEXT, TEXT_ONLY)) {
            for (String text : List.of("abc", "é€😀", "\u0000", "\uFEFFbom", "42")) {
                Header header = correlation(kind, utf8(text), "mqtt.correlation.data");
                assertThat(header.schema()).isEqualTo(Schema.STRING_SCHEMA);
                assertThat(written(new StringConverter(), header)).isEqualTo(utf8(text));
                assertThat(written(new SimpleHeaderConverter(), header)).isEqualTo(utf8(text));
                assertThat(written(new TextOrBytesConverter(), header)).isEqualTo(utf8(text));
            }
        }
    }

    @Test
    @DisplayName("have binary correlation data as bytes if the header converter writes them, otherwise as Base64 under a name that says so")
    void correlationBinary() {
        for (byte[] binary : List.of(new byte[] {-1}, new byte[] {'a', (byte) 0xC3}, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xC0, (byte) 0x80})) {
            Header bytes = correlation(BYTES_AND_TEXT, binary, "mqtt.correlation.data");
            assertThat(bytes.schema()).isEqualTo(Schema.BYTES_SCHEMA);
            assertThat(written(new TextOrBytesConverter(), bytes)).isEqualTo(binary);

            Header base64 = correlation(TEXT_ONLY, binary, "mqtt.correlation.data.base64");
            for (HeaderConverter converter : List.of(new StringConverter(), new SimpleHeaderConverter(), new TextOrBytesConverter())) {
                String text = new String(written(converter, base64), StandardCharsets.UTF_8);
                assertThat(Base64.getDecoder().decode(text)).isEqualTo(binary);
            }
        }
    }

    @Test
    @DisplayName("cannot be forged: a user property with a name of the connector's gets another name")
    void forged() {
        Headers headers = headers("mqtt.topic", "forged", "error.reason", "forged", "payload.sha256", "forged",
                "mqtt", "fine", "mqtt.correlation.data", "forged", "mqtt.content.type", "forged");

        assertThat(lines(headers)).startsWith("user.mqtt.topic=forged", "user.error.reason=forged",
                "user.payload.sha256=forged", "mqtt=fine",
                "user.mqtt.correlation.data=forged", "user.mqtt.content.type=forged");
        assertThat(headers.allWithName("mqtt.topic")).toIterable().singleElement()
                .extracting(Header::value).isEqualTo("t");
        assertThat(headers.lastWithName("mqtt.correlation.data")).isNull();
        assertThat(headers.lastWithName("mqtt.content.type")).isNull();
    }

    private static Headers headers(String... properties) {
        return headers(BYTES_AND_TEXT, TestMessages.of("t", MqttQos.AT_LEAST_ONCE, "p", properties));
    }

    private static Headers headers(RecordHeaders kind, Mqtt5Publish publish) {
        return kind.of(new Delivery(publish, null, true, TestMessages.SESSION, () -> { }));
    }

    private static Header correlation(RecordHeaders kind, byte[] data, String name) {
        Headers headers = headers(kind, Mqtt5Publish.builder().topic("t").correlationData(data).build());
        List<Header> found = new ArrayList<>();
        headers.forEach(header -> {
            if (header.key().startsWith("mqtt.correlation")) {
                found.add(header);
            }
        });
        assertThat(found).singleElement().extracting(Header::key).isEqualTo(name);
        return found.get(0);
    }

    /** Returns the headers that only a message with properties has. */
    private static List<String> mqttHeaders(Mqtt5Publish publish) {
        List<String> lines = lines(headers(BYTES_AND_TEXT, publish));
        assertThat(lines).startsWith("mqtt.topic=t", "mqtt.qos=0", "mqtt.retained=false", "mqtt.duplicate=true");
        return lines.subList(4, lines.size());
    }

    private static byte[] written(HeaderConverter converter, Header header) {
        converter.configure(Map.of("converter.type", "header"));
        return converter.fromConnectHeader("t", header.key(), header.schema(), header.value());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(Headers headers) {
        List<String> lines = new ArrayList<>();
        headers.forEach(header -> lines.add(header.key() + "=" + header.value()));
        return lines;
    }
}
