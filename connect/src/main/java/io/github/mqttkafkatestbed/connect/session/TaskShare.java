package io.github.mqttkafkatestbed.connect.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Share of a task in the sessions of its connector, which the connector adds to the settings of its tasks.
 *
 * @param number number of the task, from 0
 * @param count  number of tasks among which the topic filters are dealt out
 */
public record TaskShare(int number, int count) {

    /** Setting of a task; without it the task has all sessions. */
    static final String SETTING = "task.share";

    /**
     * Returns the settings of each task: those of the connector, if there is but one.
     *
     * @param settings of the connector
     * @param maxTasks largest number of tasks, at least 1
     * @param filters  number of topic filters
     */
    public static List<Map<String, String>> deal(Map<String, String> settings, int maxTasks, int filters) {
        int tasks = Math.max(1, Math.min(maxTasks, filters));
        if (tasks == 1) {
            return List.of(settings);
        }
        return IntStream.range(0, tasks).mapToObj(number -> {
            Map<String, String> ofTask = new HashMap<>(settings);
            ofTask.put(SETTING, number + "/" + tasks);
            return Map.copyOf(ofTask);
        }).toList();
    }

    /** Reads the share from the settings of a task. */
    public static TaskShare of(Map<String, String> settings) {
        String[] parts = settings.getOrDefault(SETTING, "0/1").split("/");
        return new TaskShare(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** Whether it is the task that ends the sessions that no topic filter needs. */
    boolean isFirst() {
        return number == 0;
    }

    /** Whether the task has the session of a topic filter. */
    boolean has(int filter) {
        return filter % count == number;
    }
}
