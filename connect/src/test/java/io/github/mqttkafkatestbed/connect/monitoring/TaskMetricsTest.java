package io.github.mqttkafkatestbed.connect.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.utils.Time;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The metrics of a task, in an MBean server")
class TaskMetricsTest {

    /** Topic filters with everything that has a meaning in the name of an MBean, and shared ones. */
    private static final List<String> FILTERS = List.of("plain", "+/a", "#", "a,b", "a=b", "a*", "a?", "\"quoted\"", "a\\b",
            "a\\nb", "a\nb", "a\rb", "a\tb", "a\u0001b", "a:b", " a ", "ü/日本", "$share/g/f/#", "$SYS/#");

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final String domain = "test-" + UUID.randomUUID();

    @Test
    @DisplayName("have the messages of each topic filter under its text, whatever characters it has")
    void filters() throws Exception {
        try (Metrics target = target(); PluginMetricsImpl ofTask = new PluginMetricsImpl(target, taskTags())) {
            TaskMetrics metrics = new TaskMetrics(FILTERS);
            metrics.register(ofTask);
            for (int filter = 0; filter < FILTERS.size(); filter++) {
                for (int i = 0; i <= filter; i++) {
                    metrics.countReceived(filter);
                }
            }
            metrics.countUnexpected();

            Map<String, Long> byFilter = new LinkedHashMap<>();
            for (ObjectName name : names("*,filter=*")) {
                byFilter.put(tag(name, "filter"), value(name, "filter-messages-received"));
            }
            assertThat(byFilter).hasSize(FILTERS.size());
            for (int filter = 0; filter < FILTERS.size(); filter++) {
                assertThat(byFilter).containsEntry(FILTERS.get(filter), filter + 1L);
            }
            long sum = FILTERS.size() * (FILTERS.size() + 1L) / 2;
            assertThat(value(ofTaskItself(), "messages-received")).isEqualTo(sum + 1);
        }
        assertThat(names("*")).as("MBeans of a task that has ended").isEmpty();
    }

    private Metrics target() {
        JmxReporter reporter = new JmxReporter();
        return new Metrics(new MetricConfig(), List.of(reporter), Time.SYSTEM, new KafkaMetricsContext(domain));
    }

    /** Returns the tags that Connect gives a task. */
    private static Map<String, String> taskTags() {
        return new LinkedHashMap<>(Map.of("connector", "c", "task", "0"));
    }

    private Set<ObjectName> names(String keys) throws Exception {
        return server.queryNames(new ObjectName(domain + ":type=plugins," + keys), null);
    }

    private ObjectName ofTaskItself() throws Exception {
        return new ObjectName(domain + ":type=plugins,connector=c,task=0");
    }

    private long value(ObjectName name, String attribute) throws Exception {
        return (Long) server.getAttribute(name, attribute);
    }

    private static String tag(ObjectName name, String key) {
        String text = name.getKeyProperty(key);
        return text.startsWith("\"") ? ObjectName.unquote(text) : text;
    }
}
