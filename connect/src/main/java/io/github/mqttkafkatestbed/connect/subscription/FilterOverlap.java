package io.github.mqttkafkatestbed.connect.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Topic filters that have a topic in common, by the rules of MQTT 5 section 4.7: a broker may deliver a message once for each
 * of the subscriptions that match it (section 3.3.4).
 *
 * <p>The prefixes {@code $share/group/} (section 4.8.2) and, of EMQX, {@code $queue/} and {@code $exclusive/} are left out:
 * each such subscription gets a copy of its own.
 *
 * @param earlier the filter that comes first in the list
 * @param later   the filter that overlaps it
 */
public record FilterOverlap(String earlier, String later) {

    private static final Pattern PREFIX = Pattern.compile("\\$(?:share/[^/]+|queue|exclusive)/");

    /**
     * Finds the filters that overlap an earlier one.
     *
     * @param filters valid topic filters
     * @return one pair for each, with the first filter that it overlaps
     */
    public static List<FilterOverlap> findAll(List<String> filters) {
        List<String[]> levels = filters.stream().map(FilterOverlap::levels).toList();
        List<FilterOverlap> found = new ArrayList<>();
        for (int later = 1; later < filters.size(); later++) {
            int earlier = 0;
            while (earlier < later && !haveCommonTopic(levels.get(earlier), levels.get(later))) {
                earlier++;
            }
            if (earlier < later) {
                found.add(new FilterOverlap(filters.get(earlier), filters.get(later)));
            }
        }
        return found;
    }

    /** Whether the filters have a topic in common, leaving out the prefixes of shared subscriptions. */
    static boolean haveCommonTopic(String one, String other) {
        return haveCommonTopic(levels(one), levels(other));
    }

    private static String[] levels(String filter) {
        Matcher prefix = PREFIX.matcher(filter);
        return (prefix.lookingAt() ? filter.substring(prefix.end()) : filter).split("/", -1);
    }

    private static boolean haveCommonTopic(String[] one, String[] other) {
        // Section 4.7.2: a wildcard at the beginning does not match topics that begin with $.
        if (one[0].startsWith("$") && isWildcard(other[0]) || other[0].startsWith("$") && isWildcard(one[0])) {
            return false;
        }
        int level = 0;
        while (level < one.length && level < other.length) {
            if (one[level].equals("#") || other[level].equals("#")) {
                return true;
            }
            if (!one[level].equals(other[level]) && !isWildcard(one[level]) && !isWildcard(other[level])) {
                return false;
            }
            level++;
        }
        String[] longer = one.length > level ? one : other;
        // "a/#" matches "a", too (section 4.7.1.2); "/#" and "+" would have the empty topic in common, which does not exist.
        return longer.length == level || longer[level].equals("#") && !(level == 1 && longer[0].isEmpty());
    }

    private static boolean isWildcard(String level) {
        return level.equals("+") || level.equals("#");
    }
}
