package io.github.mqttkafkatestbed.connect.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.connect.source.SourceRecord;

/** Size that Kafka's producer compares with its max.request.size, computed as in {@code KafkaProducer.doSend}. */
public final class ProducerSize {

    private ProducerSize() { }

    /** Returns the size in bytes. */
    public static int of(SourceRecord record) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new RecordHeader(header.key(), bytes(header.value()))));
        return AbstractRecords.estimateSizeInBytesUpperBound(RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.NONE,
                bytes(record.key()), bytes(record.value()), headers.toArray(Header[]::new));
    }

    private static byte[] bytes(Object textOrBytes) {
        return textOrBytes instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) textOrBytes;
    }
}
