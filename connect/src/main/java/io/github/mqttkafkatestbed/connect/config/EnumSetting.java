package io.github.mqttkafkatestbed.connect.config;

import java.util.Arrays;

/** Settings with a few allowed values: the constants of an enum, whose {@code toString} is the text of the setting. */
final class EnumSetting {

    private EnumSetting() { }

    /**
     * Returns the constant of a setting.
     *
     * @throws IllegalArgumentException if the text is none of {@link #allowed}
     */
    static <E extends Enum<E>> E of(Class<E> type, String setting) {
        return Arrays.stream(type.getEnumConstants()).filter(constant -> constant.toString().equals(setting)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(setting + " is none of " + String.join(", ", allowed(type))));
    }

    /** Returns the allowed values of the setting. */
    static <E extends Enum<E>> String[] allowed(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(E::toString).toArray(String[]::new);
    }
}
