package io.github.mqttkafkatestbed.connect.record;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.mqttkafkatestbed.connect.config.SettingDefinitions;
import io.github.mqttkafkatestbed.connect.config.ValueType;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.wire.MessageDefects;
import io.github.mqttkafkatestbed.connect.wire.MessageDefects.CutPayload;

/**
 * Factory of records for messages that cannot become ordinary ones: the payload byte for byte (in Base64, with
 * {@code payload.encoding}, if the value must be text and the payload is not), no key, the headers of an ordinary record, and
 * the reason in {@code error.reason} and {@code error.detail}.
 *
 * <p>A dead letter always fits into {@code max.record.bytes}, whatever was sent; the rest is cut. The properties of the
 * message get half of the room and what the payload leaves, whole ones only: the user properties in their order up to the
 * first that does not fit, then content type, response topic and correlation data, each if it fits
 * ({@code error.properties.dropped} counts the others). The payload gets the remaining room ({@code payload.bytes} and
 * {@code payload.sha256} are those of the whole).
 */
final class DeadLetter {

    static final String REASON = "error.reason";
    static final String DETAIL = "error.detail";
    static final String PROPERTIES_DROPPED = "error.properties.dropped";
    static final String PAYLOAD_BYTES = "payload.bytes";
    static final String PAYLOAD_ENCODING = "payload.encoding";
    static final String PAYLOAD_SHA256 = "payload.sha256";

    /** Room for the headers that report cuts and Base64: their names, a digest, two numbers, a word, and the lengths of all. */
    private static final int CUT_HEADERS_BYTES = 256;

    private final String topic;
    private final long maxBytes;
    private final ValueType valueType;
    private final RecordHeaders recordHeaders;

    /**
     * @param topic         Kafka topic of the dead letters
     * @param maxBytes      largest record, as {@link RecordSize} counts; at least {@link SettingDefinitions#MIN_RECORD_BYTES}
     * @param valueType     type of the values, also of dead letters: both have the same converter
     * @param recordHeaders source of the headers of ordinary records
     */
    DeadLetter(String topic, long maxBytes, ValueType valueType, RecordHeaders recordHeaders) {
        this.topic = topic;
        this.maxBytes = maxBytes;
        this.valueType = valueType;
        this.recordHeaders = recordHeaders;
    }

    /**
     * Creates the dead letter of a delivery.
     *
     * @param detail one sentence for people, of bounded length
     */
    MqttSourceRecord of(Delivery delivery, byte[] payload, DeadLetterReason reason, String detail) {
        Headers own = new ConnectHeaders();
        RecordHeaders.addBounded(own, delivery);
        own.addString(REASON, reason.toString());
        own.addString(DETAIL, detail);
        long room = maxBytes - RecordSize.empty() - RecordSize.headers(own) - CUT_HEADERS_BYTES;

        MessageDefects defects = delivery.defects();
        CutPayload cut = defects == null ? null : defects.cutPayload();
        Headers headers = new ConnectHeaders();
        DeadLetterValue received = DeadLetterValue.of(payload, cut == null, valueType);
        int dropped = addProperties(headers, delivery.publish(), Math.max(room / 2, room - received.bytes()));
        DeadLetterValue value = received.cutTo(room - RecordSize.headers(headers));
        own.forEach(headers::add);
        dropped += defects == null ? 0 : defects.droppedUserProperties();
        if (dropped > 0) {
            headers.addString(PROPERTIES_DROPPED, Integer.toString(dropped));
        }
        if (value.isBase64()) {
            headers.addString(PAYLOAD_ENCODING, "base64");
        }
        if (value.isCut() || cut != null) {
            headers.addString(PAYLOAD_BYTES, Long.toString(cut == null ? payload.length : cut.bytes()));
            headers.addString(PAYLOAD_SHA256, cut == null ? sha256(payload) : cut.sha256());
        }
        return new MqttSourceRecord(delivery, reason, topic, value.toObject(), headers);
    }

    /** Adds the properties of a message that fit into this many bytes, and returns the number of the others. */
    private int addProperties(Headers headers, Mqtt5Publish publish, long room) {
        long left = room;
        int dropped = 0;
        for (Mqtt5UserProperty property : publish.getUserProperties().asList()) {
            String name = RecordHeaders.nameOf(property);
            String value = property.getValue().toString();
            long bytes = RecordSize.header(name, value);
            if (dropped > 0 || bytes > left) {
                dropped++;
            } else {
                headers.addString(name, value);
                left -= bytes;
            }
        }
        Headers others = new ConnectHeaders();
        recordHeaders.addUnbounded(others, publish);
        for (Header property : others) {
            long bytes = RecordSize.header(property.key(), property.value());
            if (bytes > left) {
                dropped++;
            } else {
                headers.add(property);
                left -= bytes;
            }
        }
        return dropped;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
