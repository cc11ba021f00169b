package io.github.mqttkafkatestbed.connect.monitoring;

import java.time.Duration;
import java.util.Locale;

/** Text form of elapsed times. */
public final class ElapsedTime {

    private ElapsedTime() { }

    /** Returns hours, minutes and whole seconds, such as {@code 1h2m30s}. */
    public static String text(long nanos) {
        String text = Duration.ofSeconds(Duration.ofNanos(nanos).toSeconds()).toString();
        return text.substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
