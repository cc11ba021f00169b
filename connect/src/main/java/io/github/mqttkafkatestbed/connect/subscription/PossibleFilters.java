package io.github.mqttkafkatestbed.connect.subscription;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.apache.kafka.common.utils.Utils;

/**
 * All topic filters that match a topic: each level literally or as {@code +}, and {@code #} at any depth; 3 × 2ⁿ for n
 * levels, of which ten vary at most. MQTT has no means to ask which subscriptions a session has; an UNSUBACK says which existed. The groups of shared
 * subscriptions have names that cannot be guessed.
 */
public final class PossibleFilters {

    /** Levels from here on are taken literally, with {@code #} behind the last one only: their number doubles with each. */
    public static final int MAX_VARIABLE_LEVELS = 10;
    /** For a long topic fewer levels vary, so that all filters do not take more than this. */
    private static final long MAX_BYTES = 1 << 20;
    /** Longest string in MQTT, in bytes. */
    private static final int MAX_FILTER_BYTES = 65_535;

    private final String[] levels;
    private final int variableLevels;
    private final String rest;
    private final List<String> filters = new ArrayList<>();

    private PossibleFilters(String topic) {
        levels = topic.split("/", -1);
        int variable = Math.min(MAX_VARIABLE_LEVELS, levels.length);
        while (variable > 0 && (3L << variable) * topic.length() > MAX_BYTES) {
            variable--;
        }
        variableLevels = variable;
        rest = String.join("/", Arrays.asList(levels).subList(variable, levels.length));
    }

    /** Returns the filters that match the topic. */
    public static List<String> of(String topic) {
        PossibleFilters possible = new PossibleFilters(topic);
        possible.add(0, "");
        return possible.filters;
    }

    private void add(int level, String prefix) {
        // Section 4.7.2: a wildcard at the beginning does not match topics that begin with $.
        boolean wildcards = level > 0 || !levels[0].startsWith("$");
        if (wildcards) {
            add(prefix + "#");
        }
        if (level < variableLevels) {
            addLevel(level, prefix + levels[level]);
            if (wildcards) {
                addLevel(level, prefix + "+");
            }
        } else if (level < levels.length) {
            add(prefix + rest);
            add(prefix + rest + "/#");
        }
    }

    private void addLevel(int level, String filter) {
        if (level + 1 == levels.length) {
            add(filter);
        }
        add(level + 1, filter + "/");
    }

    private void add(String filter) {
        if (Utils.utf8Length(filter) <= MAX_FILTER_BYTES) {
            filters.add(filter);
        }
    }
}
