package io.github.mqttkafkatestbed.connect.record;

import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.header.Header;

/**
 * Size of a record in bytes as Kafka's producer estimates it, which refuses records above its {@code max.request.size}.
 *
 * <p>The producer takes an upper bound ({@code AbstractRecords.estimateSizeInBytesUpperBound} for message format 2):
 * 61 bytes of batch, 21 of record, and key, value and headers, each with a length field of up to 5 bytes. The same count
 * here makes a record that passes here pass there, unless a transform enlarges it.
 */
final class RecordSize {

    private static final int BATCH_AND_RECORD_BYTES = 61 + 21;
    private static final int LENGTH_BYTES = 5;

    private RecordSize() { }

    /** Returns the bytes of a record without key, value and headers. */
    static long empty() {
        return BATCH_AND_RECORD_BYTES + 3L * LENGTH_BYTES;
    }

    /** Returns the bytes of a text in UTF-8; 0 for null. */
    static long utf8(String text) {
        return text == null ? 0 : Utils.utf8Length(text);
    }

    /** Returns the bytes that a header adds; its value must be a string or a byte array. */
    static long header(String name, Object value) {
        return 2L * LENGTH_BYTES + utf8(name) + (value instanceof byte[] bytes ? bytes.length : utf8((String) value));
    }

    /** Returns the bytes of all headers of a record. */
    static long headers(Iterable<Header> headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += header(header.key(), header.value());
        }
        return bytes;
    }
}
