package io.github.mqttkafkatestbed.connect.converter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Values;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;

import io.github.mqttkafkatestbed.connect.monitoring.ConnectorVersion;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;

/**
 * Converter for headers, keys and values that writes bytes as they are and text as UTF-8, whichever a record has.
 *
 * <p>Connect's own converters do one of the two: {@code StringConverter} writes Java's name of a byte array,
 * {@code SimpleHeaderConverter} writes bytes as Base64, and {@code ByteArrayConverter} refuses text. Users name this class in
 * {@code header.converter}, {@code key.converter} or {@code value.converter}. Stateless.
 */
public final class TextOrBytesConverter implements Converter, HeaderConverter {

    private static final String SIMPLE_NAME = TextOrBytesConverter.class.getSimpleName();

    /** Creates the converter; called by Connect. */
    public TextOrBytesConverter() { }

    /** Returns the version of the connector. */
    @Override
    public String version() {
        return ConnectorVersion.VERSION;
    }

    /** Returns that there are no settings. */
    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    /** Does nothing: there are no settings. */
    @Override
    public void configure(Map<String, ?> settings) { }

    /** Does nothing: keys and values are treated alike. */
    @Override
    public void configure(Map<String, ?> settings, boolean isKey) { }

    /**
     * Writes a key or value.
     *
     * @return the bytes of a byte array, of what is left of a {@link ByteBuffer}, or of a text in UTF-8; null for null
     * @throws DataException if it is anything else
     */
    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        if (value == null || isTextOrBytes(value)) {
            return write(value);
        }
        throw new DataException("a record for topic " + topic + " has a " + value.getClass().getName() + ", and " + SIMPLE_NAME
                + " writes text and bytes only; org.apache.kafka.connect.json.JsonConverter writes any type");
    }

    /** Reads a key or value as bytes. */
    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        return new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, value);
    }

    /**
     * Writes a header as {@link #fromConnectData} does; other types, which only transforms make, as text in the form of
     * {@link Values#convertToString}.
     *
     * @throws DataException if it has no such form
     */
    @Override
    public byte[] fromConnectHeader(String topic, String headerKey, Schema schema, Object value) {
        if (value == null || isTextOrBytes(value)) {
            return write(value);
        }
        try {
            return write(Values.convertToString(schema, value));
        } catch (DataException e) {
            throw new DataException("header " + EscapedText.of(headerKey) + " of a record for topic " + topic + " has a "
                    + value.getClass().getName() + ", which has no form as text", e);
        }
    }

    /** Reads a header as bytes. */
    @Override
    public SchemaAndValue toConnectHeader(String topic, String headerKey, byte[] value) {
        return new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, value);
    }

    /** Does nothing: there is nothing to close. */
    @Override
    public void close() { }

    private static boolean isTextOrBytes(Object value) {
        return value instanceof String || value instanceof byte[] || value instanceof ByteBuffer;
    }

    private static byte[] write(Object value) {
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return value instanceof ByteBuffer buffer ? Utils.toArray(buffer) : (byte[]) value;
    }
}
