package io.github.mqttkafkatestbed.connect.config;

import java.util.Arrays;

/** Type of the record's value in Connect, which decides what transforms can do with it: the setting {@code value.type}. */
public enum ValueType {
    /** The payload as bytes. */
    BYTES("bytes"),
    /** The payload as text; it must be UTF-8. */
    STRING("string");

    private final String setting;

    ValueType(String setting) {
        this.setting = setting;
    }

    /**
     * Returns the type of a setting.
     *
     * @throws IllegalArgumentException if the text is none of {@link #settings}
     */
    static ValueType of(String setting) {
        return Arrays.stream(values()).filter(type -> type.setting.equals(setting)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(setting + " is none of " + String.join(", ", settings())));
    }

    /** Returns the allowed values of the setting. */
    static String[] settings() {
        return Arrays.stream(values()).map(ValueType::toString).toArray(String[]::new);
    }

    /** Returns the value of the setting, such as {@code bytes}. */
    @Override
    public String toString() {
        return setting;
    }
}
