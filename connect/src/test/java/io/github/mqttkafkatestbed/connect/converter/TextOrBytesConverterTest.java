package io.github.mqttkafkatestbed.connect.converter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The converter of text and bytes")
class TextOrBytesConverterTest {

    private static final byte[] BINARY = {0, -1, (byte) 0xC3, 0x28};

    private final TextOrBytesConverter converter = new TextOrBytesConverter();

    @Test
    @DisplayName("is found by plugin.discovery=service_load, for headers as well as for keys and values")
    void service() {
        assertThat(ServiceLoader.load(HeaderConverter.class)).hasAtLeastOneElementOfType(TextOrBytesConverter.class);
        assertThat(ServiceLoader.load(Converter.class)).hasAtLeastOneElementOfType(TextOrBytesConverter.class);
    }

    @Test
    @DisplayName("writes bytes as they are and text as UTF-8, whatever the schema says")
    void write() {
        for (Schema schema : new Schema[] {null, Schema.BYTES_SCHEMA, Schema.STRING_SCHEMA}) {
            assertThat(value(schema, BINARY)).isEqualTo(BINARY);
            assertThat(header(schema, BINARY)).isEqualTo(BINARY);
            assertThat(value(schema, "é€😀")).isEqualTo(utf8("é€😀"));
            assertThat(header(schema, "é€😀")).isEqualTo(utf8("é€😀"));
            assertThat(value(schema, null)).isNull();
            assertThat(header(schema, null)).isNull();
        }
        assertThat(value(Schema.BYTES_SCHEMA, new byte[0])).isEmpty();
        assertThat(value(Schema.STRING_SCHEMA, "")).isEmpty();
    }

    @Test
    @DisplayName("writes what is left of a byte buffer, of any kind, and leaves the buffer as it was")
    void buffers() {
        ByteBuffer heap = ByteBuffer.wrap(BINARY);
        heap.position(1).limit(3);
        ByteBuffer direct = ByteBuffer.allocateDirect(8).put(BINARY).flip();

        assertThat(value(Schema.BYTES_SCHEMA, heap)).isEqualTo(new byte[] {-1, (byte) 0xC3});
        assertThat(header(Schema.BYTES_SCHEMA, heap.asReadOnlyBuffer())).isEqualTo(new byte[] {-1, (byte) 0xC3});
        assertThat(value(Schema.BYTES_SCHEMA, direct)).isEqualTo(BINARY);
        assertThat(value(Schema.BYTES_SCHEMA, direct)).as("again").isEqualTo(BINARY);
        assertThat(heap.position()).isEqualTo(1);
    }

    @Test
    @DisplayName("writes any other header that a transform makes as text in Connect's own form, never as the name of a Java object")
    void otherHeaders() {
        assertThat(header(Schema.INT64_SCHEMA, 7L)).isEqualTo(utf8("7"));
        assertThat(header(Schema.BOOLEAN_SCHEMA, true)).isEqualTo(utf8("true"));
        assertThat(header(Schema.FLOAT64_SCHEMA, 1.5)).isEqualTo(utf8("1.5"));
        assertThat(header(Timestamp.SCHEMA, new Date(1_700_000_000_000L))).isEqualTo(utf8("2023-11-14T22:13:20.000Z"));
        assertThat(header(SchemaBuilder.array(Schema.BYTES_SCHEMA).build(), List.of(BINARY)))
                .asString(StandardCharsets.UTF_8).doesNotContain("[B@").contains("AP/DKA==");
        assertThat(header(null, Map.of("a", BINARY))).asString(StandardCharsets.UTF_8).doesNotContain("[B@");
    }

    @Test
    @DisplayName("refuses a header and a value that have no form as text, and names both")
    void refused() {
        assertThatThrownBy(() -> header(null, new Object()))
                .isInstanceOf(DataException.class).hasMessageContaining("h").hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> value(Schema.INT64_SCHEMA, 7L))
                .isInstanceOf(DataException.class).hasMessageContaining("topic t").hasMessageContaining("java.lang.Long")
                .hasMessageContaining("text and bytes");
    }

    @Test
    @DisplayName("reads everything as bytes, so that nothing is lost")
    void read() {
        SchemaAndValue bytes = new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, BINARY);
        assertThat(converter.toConnectData("t", BINARY)).isEqualTo(bytes);
        assertThat(converter.toConnectHeader("t", "h", BINARY)).isEqualTo(bytes);
        assertThat(converter.toConnectHeader("t", "h", null).value()).isNull();
    }

    private byte[] value(Schema schema, Object value) {
        return converter.fromConnectData("t", schema, value);
    }

    private byte[] header(Schema schema, Object value) {
        return converter.fromConnectHeader("t", "h", schema, value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
