package io.github.mqttkafkatestbed.connect;

import org.apache.kafka.common.utils.Utils;

import org.apache.kafka.connect.header.Header;

/**
 * How large a record is for Kafka's producer, which refuses what is larger than its {@code max.request.size}.
 *
 * <p>The producer counts an upper bound ({@code AbstractRecords.estimateSizeInBytesUpperBound} for message format 2):
 * 61 bytes of batch, 21 of record, and key, value and headers, each with a length of up to 5 bytes. This counts the
 * same, so that a record that passes here passes there, as long as no transform makes it larger.
 */
final class RecordSize {

    private static final int BATCH_AND_RECORD_BYTES = 61 + 21;
    private static final int LENGTH_BYTES = 5;

    private RecordSize() { }

    /** @return bytes of a record without key, value and headers */
    static long empty() {
        return BATCH_AND_RECORD_BYTES + 3L * LENGTH_BYTES;
    }

    /** @return bytes that a text takes as UTF-8; 0 for null */
    static long utf8(String text) {
        return text == null ? 0 : Utils.utf8Length(text);
    }

    /** @return bytes that a header adds */
    static long header(String name, String value) {
        return 2L * LENGTH_BYTES + utf8(name) + utf8(value);
    }

    /** @return bytes of all of a record's headers, whose values are strings */
    static long headers(Iterable<Header> headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += header(header.key(), (String) header.value());
        }
        return bytes;
    }
}
