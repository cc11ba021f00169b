package io.github.mqttkafkatestbed.connect.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A topic filter that covers another")
class FilterCoverTest {

    private static final List<String> LEVELS = List.of("", "a", "b", "$a");
    private static final List<String> FILTER_LEVELS = List.of("", "a", "$a", "+", "#");
    /** Not found by the comparison of levels: a # that begins a filter, or is behind an empty level, matches at least one level more. */
    private static final Set<String> NOT_FOUND = Set.of("+/# covers #", "+/+/# covers /#", "/+/# covers /#");

    @Test
    @DisplayName("matches all of its topics, by a comparison with all topics of up to four levels")
    void likeMatching() {
        List<String> topics = texts(LEVELS, 4).filter(topic -> !topic.isEmpty()).toList();
        List<String> filters = texts(FILTER_LEVELS, 3)
                .filter(filter -> !filter.isEmpty() && !filter.matches(".*#/.*")).toList();
        Set<String> different = new TreeSet<>();
        for (String one : filters) {
            for (String other : filters) {
                boolean inEffect = topics.stream().filter(topic -> TopicFilter.matches(other, topic))
                        .allMatch(topic -> TopicFilter.matches(one, topic));
                if (FilterCover.covers(one, other) != inEffect) {
                    different.add(one + " covers " + other);
                }
            }
        }
        assertThat(different).isEqualTo(NOT_FOUND);
    }

    private static Stream<String> texts(List<String> levels, int most) {
        return Stream.iterate(levels, shorter -> shorter.stream()
                .flatMap(text -> levels.stream().map(level -> text + "/" + level)).toList()).limit(most).flatMap(List::stream);
    }
}
