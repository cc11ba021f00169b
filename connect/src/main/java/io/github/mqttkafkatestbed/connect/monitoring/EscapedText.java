package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Text that is safe in a log or on a terminal. Topics, client ids and the broker's reasons may have line breaks, which would
 * forge a line of the log, and sequences that a terminal obeys (MQTT 5 section 1.5.4 allows control characters).
 */
public final class EscapedText {

    /** Control and format characters (among them those of direction), line and paragraph separators, halves of surrogate pairs. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private EscapedText() { }

    /** Returns the text with each unsafe character as in JSON, such as {@code \}{@code u001b}. */
    public static String of(String text) {
        return UNSAFE.matcher(text).replaceAll(EscapedText::escape);
    }

    private static String escape(MatchResult unsafe) {
        StringBuilder escaped = new StringBuilder();
        // A backslash is doubled in a replacement.
        unsafe.group().chars().forEach(unit -> escaped.append(String.format("\\\\u%04x", unit)));
        return escaped.toString();
    }
}
