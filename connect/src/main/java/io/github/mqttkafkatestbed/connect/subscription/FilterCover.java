package io.github.mqttkafkatestbed.connect.subscription;

/** Topic filters that match every topic that another one matches, by the rules of MQTT 5 section 4.7. */
public final class FilterCover {

    private FilterCover() { }

    /**
     * Whether every topic of the other filter is one of the filter. False also for some that are so in effect, such as
     * {@code +/#} and {@code #}.
     */
    public static boolean covers(String filter, String other) {
        // Section 4.7.2: a wildcard at the beginning does not match topics that begin with $.
        if (other.startsWith("$") && !filter.startsWith("$")) {
            return false;
        }
        String[] levels = filter.split("/", -1);
        String[] others = other.split("/", -1);
        for (int level = 0; level < levels.length; level++) {
            if (levels[level].equals("#")) {
                return true;
            }
            if (level == others.length || others[level].equals("#")
                    || !levels[level].equals("+") && !levels[level].equals(others[level])) {
                return false;
            }
        }
        return levels.length == others.length;
    }
}
