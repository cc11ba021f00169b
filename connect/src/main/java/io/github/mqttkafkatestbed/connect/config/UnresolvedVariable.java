package io.github.mqttkafkatestbed.connect.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finder of variables that Connect has left as text in a setting. Its {@code ConfigTransformer} resolves the settings before
 * they are validated, and leaves those variables whose provider does not exist or does not know them: {@code
 * EnvVarConfigProvider} knows no variable that is not set, or that its {@code allowlist.pattern} excludes.
 */
final class UnresolvedVariable {

    /** Also without a provider and without its end, which Connect does not resolve. */
    private static final Pattern ANY = Pattern.compile("\\$\\{[^}]*}?");
    /** The form that Connect resolves: a provider, perhaps a path, and a key. */
    private static final Pattern OF_CONNECT = Pattern.compile("\\$\\{[\\w.-]+:[\\w./:-]*}");

    private UnresolvedVariable() { }

    /** Finds a variable in a setting of the connector, as a sentence that names both. */
    static Optional<String> in(String name, String value) {
        return find(ANY, name, value);
    }

    /**
     * Finds a variable that is all of a password, as a sentence. A password is a resolved variable itself, and may have any
     * characters; those of one are not shown.
     */
    static Optional<String> inPassword(String name, String value) {
        return value != null && OF_CONNECT.matcher(value).matches() ? in(name, value) : Optional.empty();
    }

    /**
     * Finds a variable in a setting of Connect, as a sentence. Those of transforms and predicates may have text of the same
     * form, such as the replacement of a regular expression.
     */
    static Optional<String> inOther(String name, String value) {
        boolean free = name.startsWith("transforms") || name.startsWith("predicates");
        return free ? Optional.empty() : find(OF_CONNECT, name, value);
    }

    private static Optional<String> find(Pattern variable, String name, String value) {
        Matcher matcher = variable.matcher(value == null ? "" : value);
        return matcher.find() ? Optional.of(name + " has the variable " + matcher.group() + ", which is not resolved: it must"
                + " have the form ${provider:name}, its provider must stand in the worker's config.providers, and the"
                + " provider must have it (env: set for the worker, and allowed by allowlist.pattern)") : Optional.empty();
    }
}
