package io.github.mqttkafkatestbed.connect.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Two topic filters overlap")
class FilterOverlapTest {

    @Test
    @DisplayName("if and only if a topic matches both: all filters of up to three levels, of a, b, $s, empty, + and #")
    void sameAsMatcher() {
        List<MqttTopic> topics = texts(4, List.of("a", "b", "c", "", "$s")).stream().map(MqttTopic::of).toList();
        List<MqttTopicFilter> filters = texts(3, List.of("a", "b", "", "$s", "+")).stream()
                .flatMap(text -> Stream.of(text, text + "/#")).map(MqttTopicFilter::of).toList();
        List<MqttTopicFilter> all = new ArrayList<>(filters);
        all.add(MqttTopicFilter.of("#"));
        all.add(MqttTopicFilter.of("/#"));
        List<BitSet> matched = all.stream().map(filter -> matches(filter, topics)).toList();
        int overlapping = 0;
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < all.size(); j++) {
                boolean common = matched.get(i).intersects(matched.get(j));
                overlapping += common ? 1 : 0;
                assertThat(overlap(all.get(i).toString(), all.get(j).toString())).as("%s, %s", all.get(i), all.get(j))
                        .isEqualTo(common);
            }
        }
        assertThat(overlapping).isBetween(all.size() * 2, all.size() * all.size() / 2);
    }

    @ParameterizedTest
    @CsvSource({"a, a, true", "a, b, false", "a/+, +/b, true", "a/+/c, a/b/#, true", "a/+/c, a/b/d, false", "a/#, a, true",
        "a/#, ab, false", "#, $SYS/#, false", "+/a, $SYS/a, false", "$SYS/a, $SYS/+, true", "$SYS/#, coffee, false",
        "$share/g/a/#, a/b, true", "$share/g/a, $share/h/a, true", "$share/g/a, $share/g/+, true", "$share/g/a, $share/g/b, false",
        "$queue/a, a, true", "$exclusive/a/+, a/b, true", "/#, +, false", "/#, +/+, true"})
    @DisplayName("also without the prefix of a shared subscription, and of a broker's own kind")
    void prefixes(String one, String other, boolean expected) {
        assertThat(overlap(one, other)).isEqualTo(expected);
        assertThat(overlap(other, one)).isEqualTo(expected);
    }

    @Test
    @DisplayName("once for each filter: with the first one that it overlaps")
    void pairs() {
        assertThat(FilterOverlap.findAll(List.of("a/b", "c", "a/#", "a/+", "c/d"))).containsExactly(
                new FilterOverlap("a/b", "a/#"), new FilterOverlap("a/b", "a/+"));
        assertThat(FilterOverlap.findAll(List.of("#"))).isEmpty();
    }

    private static boolean overlap(String one, String other) {
        return !FilterOverlap.findAll(List.of(one, other)).isEmpty();
    }

    private static BitSet matches(MqttTopicFilter filter, List<MqttTopic> topics) {
        BitSet matched = new BitSet();
        for (int i = 0; i < topics.size(); i++) {
            // The client's matcher does not know section 4.7.2.
            boolean hidden = topics.get(i).toString().startsWith("$") && filter.toString().matches("[+#].*");
            if (filter.matches(topics.get(i)) && !hidden) {
                matched.set(i);
            }
        }
        return matched;
    }

    /** Returns every text of 1 to {@code depth} levels, except the empty one. */
    private static List<String> texts(int depth, List<String> levels) {
        List<String> all = new ArrayList<>();
        List<String> deepest = levels;
        for (int i = 1; i <= depth; i++) {
            all.addAll(deepest);
            deepest = deepest.stream().flatMap(start -> levels.stream().map(level -> start + "/" + level)).toList();
        }
        all.remove("");
        return all;
    }
}
