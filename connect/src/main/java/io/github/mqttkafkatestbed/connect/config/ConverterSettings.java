package io.github.mqttkafkatestbed.connect.config;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.common.config.ConfigValue;

/**
 * Checks of the converters, which turn keys, values and headers into the bytes that Kafka gets. One that does not fit
 * destroys them, and the message is acknowledged all the same: {@code StringConverter} writes Java's name of a byte array,
 * {@code JsonConverter} writes Base64.
 *
 * <p>Connect takes a missing one from the worker, and a connector has no means to see that. Those of key and value must
 * therefore stand in the connector's own configuration: they have no default, and the workers that Kafka ships have
 * {@code JsonConverter}. That of headers has a default, {@code SimpleHeaderConverter}, which writes text as it is.
 */
final class ConverterSettings {

    static final String KEY = "key.converter";
    static final String VALUE = "value.converter";
    static final String HEADER = "header.converter";

    /** Options of {@code StringConverter} and its {@code StringSerializer}, all of which name a charset. */
    private static final List<String> ENCODINGS =
            List.of("converter.encoding", "serializer.encoding", "key.serializer.encoding", "value.serializer.encoding");

    private final Map<String, String> settings;
    private final List<ConfigValue> problems = new ArrayList<>();

    private ConverterSettings(Map<String, String> settings) {
        this.settings = settings;
    }

    /**
     * Returns a value with an error for each problem.
     *
     * @param settings  all settings of the connector
     * @param valueType null if the setting {@code value.type} is not valid
     * @param hasKey    whether records have a key
     */
    static List<ConfigValue> problems(Map<String, String> settings, ValueType valueType, boolean hasKey) {
        ConverterSettings converters = new ConverterSettings(settings);
        if (hasKey) {
            converters.check(KEY, "the key, a text,", KnownConverter.STRING, KnownConverter.TEXT_OR_BYTES);
        }
        if (valueType != null) {
            converters.check(VALUE, "the payload with " + SettingNames.VALUE_TYPE + "=" + valueType,
                    valueType == ValueType.STRING ? KnownConverter.STRING : KnownConverter.BYTE_ARRAY,
                    KnownConverter.TEXT_OR_BYTES);
        }
        if (!converters.isMissing(HEADER)) {
            converters.check(HEADER, "the headers", KnownConverter.TEXT_OR_BYTES, KnownConverter.STRING,
                    KnownConverter.SIMPLE_HEADER);
        }
        return converters.problems;
    }

    /** Returns a sentence if the headers depend on the worker's converter. */
    static List<String> warnings(Map<String, String> settings) {
        return new ConverterSettings(settings).isMissing(HEADER)
                ? List.of(missing(HEADER, KnownConverter.TEXT_OR_BYTES) + "; headers stay as they are if it writes text as text")
                : List.of();
    }

    private boolean isMissing(String name) {
        return settings.get(name) == null || settings.get(name).isBlank();
    }

    private void check(String name, String subject, KnownConverter... fitting) {
        String setting = settings.get(name);
        if (isMissing(name)) {
            report(name, missing(name, fitting[0]));
            return;
        }
        KnownConverter found = KnownConverter.of(setting).orElse(null);
        if (found == null || !List.of(fitting).contains(found)) {
            report(name, name + " is " + setting.trim() + ", which does not write " + subject + " unchanged; it must be "
                    + Stream.of(fitting).map(KnownConverter::className).collect(Collectors.joining(" or ")));
        }
        if (found == KnownConverter.STRING) {
            ENCODINGS.forEach(option -> checkEncoding(name + "." + option));
        }
    }

    private static String missing(String name, KnownConverter fitting) {
        return name + " is missing, and a connector cannot see the one of the worker; add \"" + name + "\": \""
                + fitting.className() + "\"";
    }

    private void checkEncoding(String name) {
        String setting = settings.get(name);
        if (setting != null && !isUtf8(setting)) {
            report(name, name + " is " + setting + " and must be UTF-8");
        }
    }

    private static boolean isUtf8(String charset) {
        try {
            return Charset.forName(charset).equals(StandardCharsets.UTF_8);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return false;
        }
    }

    private void report(String name, String message) {
        // Without the value: Connect would read it as an object of the type that its own definition has.
        ConfigValue problem = new ConfigValue(name);
        problem.addErrorMessage(message);
        problems.add(problem);
    }
}
