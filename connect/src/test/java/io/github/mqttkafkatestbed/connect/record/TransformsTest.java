package io.github.mqttkafkatestbed.connect.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.*;
import org.apache.kafka.connect.transforms.predicates.HasHeaderKey;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.apache.kafka.connect.transforms.predicates.RecordIsTombstone;
import org.apache.kafka.connect.transforms.predicates.TopicNameMatches;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mqttkafkatestbed.connect.config.SettingDefinitions;
import io.github.mqttkafkatestbed.connect.config.ValueType;
import io.github.mqttkafkatestbed.connect.key.MissingKeyPolicy;
import io.github.mqttkafkatestbed.connect.key.RecordKeyParser;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.support.TestMessages;
import io.github.mqttkafkatestbed.connect.topic.TopicMap;

@DisplayName("A transform that ships with Connect")
class TransformsTest {

    /** 2023-11-14T22:13:20.123Z. */
    private static final long RECEIVED_MS = 1_700_000_000_123L;

    /** A transform, and what it makes of a record with the key 42 and of a dead letter; null for nothing. */
    private record Case(Transformation<SourceRecord> transform, Map<String, ?> settings,
            Function<SourceRecord, Object> result, Object expected, Object expectedOfDeadLetter) {

        @Override
        public String toString() {
            return nameOf(transform.getClass()) + " " + settings;
        }
    }

    static List<Case> working() {
        Map<String, String> noKey = new HashMap<>();
        noKey.put("id", null);
        return List.of(
                new Case(new TimestampRouter<>(), Map.of("topic.format", "${topic}-${timestamp}", "timestamp.format", "yyyyMMdd"),
                        SourceRecord::topic, "coffee-20231114", "coffee.dead-letter-20231114"),
                new Case(new RegexRouter<>(), Map.of("regex", "coffee(.*)", "replacement", "tea$1"),
                        SourceRecord::topic, "tea", "tea.dead-letter"),
                new Case(new InsertHeader<>(), Map.of("header", "site", "value.literal", "7"),
                        record -> record.headers().lastWithName("site").value(), (byte) 7, (byte) 7),
                new Case(new DropHeaders<>(), Map.of("headers", "mqtt.retained,mqtt.duplicate,run"),
                        TransformsTest::headerNames, "mqtt.topic mqtt.qos mqtt.correlation.data",
                        "mqtt.correlation.data mqtt.topic mqtt.qos error.reason error.detail"),
                new Case(new Filter<>(), Map.of(), record -> record, null, null),
                new Case(new Cast.Key<>(), Map.of("spec", "int32"), SourceRecord::key, 42, null),
                new Case(new Cast.Value<>(), Map.of("spec", "string"), SourceRecord::value, "eyJpZCI6NDJ9", "bm8ga2V5"),
                new Case(new HoistField.Key<>(), Map.of("field", "id"),
                        record -> record.key() instanceof Struct key ? key.get("id") : record.key(), "42", noKey),
                new Case(new HoistField.Value<>(), Map.of("field", "payload"),
                        record -> text(((Struct) record.value()).get("payload")), "{\"id\":42}", "no key"),
                new Case(new TimestampConverter.Key<>(), Map.of("target.type", "unix", "format", "yy"),
                        SourceRecord::key, 2_272_147_200_000L, null));
    }

    static List<Case> failing() {
        return Stream.<Map.Entry<Transformation<SourceRecord>, Map<String, ?>>>of(
                Map.entry(new ExtractField.Key<>(), Map.of("field", "id")),
                Map.entry(new ExtractField.Value<>(), Map.of("field", "id")),
                Map.entry(new Flatten.Key<>(), Map.of()),
                Map.entry(new Flatten.Value<>(), Map.of()),
                Map.entry(new HeaderFrom.Key<>(), Map.of("fields", "id", "headers", "id", "operation", "copy")),
                Map.entry(new HeaderFrom.Value<>(), Map.of("fields", "id", "headers", "id", "operation", "copy")),
                Map.entry(new InsertField.Key<>(), Map.of("timestamp.field", "at")),
                Map.entry(new InsertField.Value<>(), Map.of("timestamp.field", "at")),
                Map.entry(new MaskField.Key<>(), Map.of("fields", "id")),
                Map.entry(new MaskField.Value<>(), Map.of("fields", "id")),
                Map.entry(new ReplaceField.Key<>(), Map.of("exclude", "id")),
                Map.entry(new ReplaceField.Value<>(), Map.of("exclude", "id")),
                Map.entry(new SetSchemaMetadata.Key<>(), Map.of("schema.name", "id")),
                Map.entry(new SetSchemaMetadata.Value<>(), Map.of("schema.name", "reading")),
                Map.entry(new TimestampConverter.Value<>(), Map.of("target.type", "string", "format", "yyyy")),
                Map.entry(new ValueToKey<>(), Map.of("fields", "id")))
                .map(entry -> new Case(entry.getKey(), entry.getValue(), record -> record, null, null)).toList();
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("works on records and dead letters: on topic, timestamp, headers, schemas, and on key and value as a whole")
    void working(Case working) {
        working.transform.configure(working.settings);
        assertThat(result(working, ordinary())).isEqualTo(working.expected);
        assertThat(result(working, deadLetter())).isEqualTo(working.expectedOfDeadLetter);
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("fails if it needs fields: a key is text, and a value is bytes")
    void failing(Case failing) {
        failing.transform.configure(failing.settings);
        assertThatThrownBy(() -> failing.transform.apply(ordinary())).isInstanceOf(ConnectException.class);
    }

    @Test
    @DisplayName("is among those of README.md, in the row of its outcome")
    @SuppressWarnings("rawtypes")
    void documented() throws IOException {
        Set<String> shipped = ServiceLoader.load(Transformation.class).stream().map(provider -> nameOf(provider.type()))
                .collect(Collectors.toSet());
        assertThat(Stream.of(working(), failing()).flatMap(cases -> names(cases).stream())).containsExactlyInAnyOrderElementsOf(shipped);

        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.startsWith("| transforms |")).skip(2).takeWhile(line -> line.startsWith("|")).toList();
        assertThat(namesIn(rows.stream().filter(row -> !row.contains("| fail")))).isEqualTo(names(working()));
        assertThat(namesIn(rows.stream().filter(row -> row.contains("| fail")))).isEqualTo(names(failing()));
    }

    @Test
    @DisplayName("can depend on the topic and on the names of headers; an empty payload is no tombstone")
    void predicates() {
        Predicate<SourceRecord> topic = new TopicNameMatches<>();
        topic.configure(Map.of("pattern", ".*\\.dead-letter"));
        assertThat(topic.test(deadLetter())).isTrue();
        assertThat(topic.test(ordinary())).isFalse();

        Predicate<SourceRecord> header = new HasHeaderKey<>();
        header.configure(Map.of("name", "error.reason"));
        assertThat(header.test(deadLetter())).isTrue();
        assertThat(header.test(ordinary())).isFalse();

        assertThat(new RecordIsTombstone<SourceRecord>().test(convert(""))).isFalse();
    }

    private static Object result(Case working, SourceRecord record) {
        SourceRecord transformed = working.transform.apply(record);
        return transformed == null ? null : working.result.apply(transformed);
    }

    @Test
    @DisplayName("of a value as a whole works on text with value.type=string")
    void textValues() {
        Transformation<SourceRecord> number = new Cast.Value<>();
        number.configure(Map.of("spec", "int32"));
        assertThat(number.apply(convert("42", "none", ValueType.STRING)).value()).isEqualTo(42);

        Transformation<SourceRecord> date = new TimestampConverter.Value<>();
        date.configure(Map.of("target.type", "unix", "format", "yyyy-MM-dd"));
        assertThat(date.apply(convert("2023-11-14", "none", ValueType.STRING)).value()).isEqualTo(1_699_920_000_000L);
    }

    private static SourceRecord ordinary() {
        return convert("{\"id\":42}");
    }

    private static SourceRecord deadLetter() {
        return convert("no key");
    }

    private static SourceRecord convert(String payload) {
        return convert(payload, "json:/id", ValueType.BYTES);
    }

    private static SourceRecord convert(String payload, String key, ValueType valueType) {
        Mqtt5Publish publish = Mqtt5Publish.builder().topic("coffee").payload(payload.getBytes(StandardCharsets.UTF_8))
                .correlationData(new byte[] {-1}).userProperties().add("run", "r1").applyUserProperties().build();
        return new RecordConverter(TopicMap.of("coffee"), "coffee.dead-letter", RecordKeyParser.parse(key), MissingKeyPolicy.DEAD_LETTER,
                SettingDefinitions.MIN_RECORD_BYTES, valueType, true)
                .convert(new Delivery(publish, null, false, RECEIVED_MS, 1_000, TestMessages.SESSION, () -> { }));
    }

    private static String headerNames(SourceRecord record) {
        return Stream.generate(record.headers().iterator()::next).limit(record.headers().size()).map(Header::key)
                .collect(Collectors.joining(" "));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    private static Set<String> names(List<Case> cases) {
        return cases.stream().map(each -> nameOf(each.transform.getClass())).collect(Collectors.toSet());
    }

    /** Returns the names of transforms in the first cell of each row. */
    private static Set<String> namesIn(Stream<String> rows) {
        return rows.flatMap(row -> Pattern.compile("`([^`]+)`").matcher(row.split("\\|")[1]).results())
                .map(name -> name.group(1)).collect(Collectors.toSet());
    }

    private static String nameOf(Class<?> type) {
        return type.getName().replaceAll(".*\\.", "");
    }
}
