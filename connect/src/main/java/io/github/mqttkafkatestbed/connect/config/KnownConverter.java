package io.github.mqttkafkatestbed.connect.config;

import java.util.Arrays;
import java.util.Optional;

import io.github.mqttkafkatestbed.connect.converter.TextOrBytesConverter;

/** A converter that writes text or bytes of a record as they are. */
enum KnownConverter {
    BYTE_ARRAY("org.apache.kafka.connect.converters.ByteArrayConverter"),
    STRING("org.apache.kafka.connect.storage.StringConverter"),
    SIMPLE_HEADER("org.apache.kafka.connect.storage.SimpleHeaderConverter"),
    TEXT_OR_BYTES(TextOrBytesConverter.class.getName());

    private final String className;
    private final String simpleName;

    KnownConverter(String className) {
        this.className = className;
        this.simpleName = className.substring(className.lastIndexOf('.') + 1);
    }

    /**
     * Finds the converter of a setting such as {@code value.converter}: by its full name, or by an alias of Connect
     * ({@code PluginUtils} of Connect 4.3.1: the simple name, also without the word for the kind of plugin).
     *
     * @param setting null if it is not set
     */
    static Optional<KnownConverter> of(String setting) {
        String name = setting == null ? "" : setting.trim();
        return Arrays.stream(values()).filter(converter -> name.equals(converter.className)
                || name.equals(converter.simpleName)
                || name.equals(converter.simpleName.replaceAll("(Header)?Converter$", ""))).findFirst();
    }

    /** Returns the full name of the class. */
    String className() {
        return className;
    }
}
