package io.github.mqttkafkatestbed.connect.support;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

/** A task in a JVM of its own, which has little memory. */
public final class SmallHeapTask {

    private static final String RECORD = "record: ";

    private SmallHeapTask() { }

    /**
     * Runs a task until it has polled and confirmed a number of records.
     *
     * @param mebibytes heap, and as much for direct buffers
     * @return a line for each record: topic, bytes of the value, headers
     */
    public static List<String> run(int mebibytes, MqttVersion version, FakeBroker broker, int records) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + mebibytes + "m", "-XX:MaxDirectMemorySize=" + mebibytes + "m", "-XX:+ExitOnOutOfMemoryError",
                "-cp", System.getProperty("java.class.path"), SmallHeapTask.class.getName(), broker.url(), version.toString(),
                Integer.toString(records))
                .redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
            return output.lines().filter(line -> line.startsWith(RECORD)).map(line -> line.substring(RECORD.length())).toList();
        } finally {
            process.destroyForcibly();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = RunningTask.settings(arguments[0], "mqtt.topics", "t", "mqtt.version", arguments[1]);
        int wanted = Integer.parseInt(arguments[2]);
        try (RunningTask task = RunningTask.started(settings)) {
            List<SourceRecord> records = task.pollAndWrite(wanted);
            for (SourceRecord record : records) {
                StringJoiner line = new StringJoiner(" ", RECORD, "");
                line.add(record.topic()).add(Integer.toString(((byte[]) record.value()).length));
                for (Header header : record.headers()) {
                    line.add(header.key() + "=" + header.value());
                }
                System.out.println(line);
            }
            task.awaitMetric("messages-acknowledged", wanted);
        }
    }
}
