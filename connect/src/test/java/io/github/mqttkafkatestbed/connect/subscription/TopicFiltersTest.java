package io.github.mqttkafkatestbed.connect.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Topic filters")
class TopicFiltersTest {

    private final Random random = new Random(18);

    @ParameterizedTest
    @CsvSource({"a, a, true", "a, b, false", "a, ab, false", "ab, a, false", "+, a, true", "+, a/b, false", "#, a/b, true",
        "a/#, a, true", "a/#, ab, false", "a/#, a/, true", "a/+, a, false", "a/+, a/, true", "+/+, /, true", "/+, /a, true",
        "a/+/c, a/b/c, true", "a/+/c, a/b/d, false", "#, $SYS/a, false", "+/a, $SYS/a, false", "$SYS/#, $SYS/a, true", "$SYS/#, a, false",
        "$share/g/a/#, a/b, true", "$share/g/a/#, b, false", "$share/g/a, g/a, false", "$queue/a, a, true", "$exclusive/a/+, a/b, true",
        "$exclusive/a/+, b/b, false"})
    @DisplayName("match as in MQTT 5 section 4.7, without the prefix of a shared subscription or of a broker's own kind")
    void matches(String filter, String topic, boolean expected) {
        assertThat(new TopicFilters(List.of("other", filter)).indexOfMatch(topic)).isEqualTo(expected ? 1 : -1);
    }

    @Test
    @DisplayName("match what the client's own matcher matches")
    void sameAsClient() {
        for (int i = 0; i < 20_000; i++) {
            String filter = filter();
            String topic = topic();
            assertThat(new TopicFilters(List.of(filter)).indexOfMatch(topic) == 0).as("%s, %s", filter, topic)
                    .isEqualTo(MqttTopicFilter.of(filter).matches(MqttTopic.of(topic)));
        }
    }

    @Test
    @DisplayName("that are possible for a topic are those that match it, each once")
    void possible() {
        assertThat(PossibleFilters.of("a")).containsExactlyInAnyOrder("#", "a", "a/#", "+", "+/#");
        for (int i = 0; i < 20_000; i++) {
            String filter = filter();
            String topic = topic();
            List<String> possible = PossibleFilters.of(topic);
            assertThat(possible).doesNotHaveDuplicates();
            assertThat(possible.contains(filter)).as("%s, %s", filter, topic)
                    .isEqualTo(MqttTopicFilter.of(filter).matches(MqttTopic.of(topic)));
        }
    }

    @Test
    @DisplayName("that are possible are bounded in number and bytes, and do not begin with a wildcard for $SYS")
    void bounded() {
        assertThat(PossibleFilters.of("$SYS/a")).containsExactlyInAnyOrder("$SYS/#", "$SYS/a", "$SYS/a/#", "$SYS/+", "$SYS/+/#");
        String deep = "a" + "/a".repeat(60);
        assertThat(PossibleFilters.of(deep)).contains(deep, deep + "/#", "#", "a/+/#").hasSizeLessThan(4_100);
        String longest = "a/".repeat(32_767);
        assertThat(PossibleFilters.of(longest)).contains(longest).allMatch(filter -> filter.length() <= 65_535);
        assertThat(PossibleFilters.of(longest).stream().mapToLong(String::length).sum()).isLessThan(1L << 20);
    }

    private String filter() {
        String start = levels("a", "b", "+", "").collect(Collectors.joining("/"));
        String filter = random.nextInt(4) == 0 ? start.isEmpty() ? "#" : start + "/#" : start;
        return filter.isEmpty() ? "+" : filter;
    }

    private String topic() {
        String topic = levels("a", "b", "c", "").collect(Collectors.joining("/"));
        return topic.isEmpty() ? "a" : topic;
    }

    private Stream<String> levels(String... names) {
        return Stream.generate(() -> names[random.nextInt(names.length)]).limit(1 + random.nextInt(4));
    }
}
