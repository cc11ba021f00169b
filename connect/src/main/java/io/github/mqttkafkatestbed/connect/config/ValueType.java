package io.github.mqttkafkatestbed.connect.config;

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

    /** Returns the value of the setting, such as {@code bytes}. */
    @Override
    public String toString() {
        return setting;
    }
}
