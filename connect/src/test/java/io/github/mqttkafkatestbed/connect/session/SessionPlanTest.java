package io.github.mqttkafkatestbed.connect.session;

import static io.github.mqttkafkatestbed.connect.session.Sessions.config;
import static io.github.mqttkafkatestbed.connect.session.Sessions.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;

@DisplayName("The plan of the sessions")
class SessionPlanTest {

    private static final TaskShare WHOLE = new TaskShare(0, 1);

    @Test
    @DisplayName("has one session for one topic filter, under the configured client id")
    void one() {
        assertThat(new Sessions().change("a").atBroker()).isEqualTo(Map.of("c", List.of("a")));
    }

    @Test
    @DisplayName("has a session for each topic filter, named after client id and filter")
    void several() {
        Sessions sessions = new Sessions().change("a", "b", "d");
        assertThat(sessions.atBroker()).isEqualTo(Map.of(id("a"), List.of("a"), id("b"), List.of("b"), id("d"), List.of("d")));
        assertThat(id("b")).matches("c-[0-9a-f]{10}").isNotEqualTo(id("d"));
    }

    @Test
    @DisplayName("keeps the session of a recorded filter: 1, 2 and 1 filters leave none behind, whichever is removed")
    void kept() {
        Sessions sessions = new Sessions().change("a").change("a", "b");
        assertThat(sessions.atBroker()).isEqualTo(Map.of("c", List.of("a"), id("b"), List.of("b")));
        assertThat(sessions.copy().change("a").atBroker()).isEqualTo(Map.of("c", List.of("a")));
        assertThat(sessions.copy().change("b").atBroker()).isEqualTo(Map.of(id("b"), List.of("b")));
    }

    @Test
    @DisplayName("does not depend on the order of the filters")
    void order() {
        Sessions sessions = new Sessions().change("a", "b");
        assertThat(sessions.copy().change("b", "a").atBroker()).isEqualTo(sessions.atBroker());
    }

    @Test
    @DisplayName("gives a filter that replaces the only one the same session, which unsubscribes the old one")
    void replaced() {
        Sessions sessions = new Sessions().change("a");
        PlannedSession session = sessions.plan(WHOLE, "b").sessions().get(0);
        assertThat(session).isEqualTo(new PlannedSession("c", List.of("b"), List.of("a"), "mqtt://broker:1883"));
        assertThat(sessions.change("b").atBroker()).isEqualTo(Map.of("c", List.of("b")));
    }

    @Test
    @DisplayName("gives it another session with MQTT 3.1.1: the broker may go back to a state without its subscription")
    void replacedInMqtt3() {
        Sessions sessions = new Sessions();
        sessions.version = MqttVersion.V3_1_1;
        assertThat(sessions.change("a").change("b").atBroker()).isEqualTo(Map.of(id("b"), List.of("b")));
    }

    @Test
    @DisplayName("gives filters that no record has the same sessions, whichever other filters there are")
    void unrecorded() {
        Sessions sessions = new Sessions().change("a", "b", "d");
        sessions.record = null;
        assertThat(sessions.change("d", "a").atBroker()).containsEntry(id("a"), List.of("a")).containsEntry(id("d"), List.of("d"))
                .doesNotContainKey("c");
    }

    @Test
    @DisplayName("ends the session that was the only one, if there are several filters and no record of it")
    void unrecordedMain() {
        Sessions sessions = new Sessions().change("a");
        sessions.record = null;
        assertThat(sessions.change("a", "b").atBroker()).isEqualTo(Map.of(id("a"), List.of("a"), id("b"), List.of("b")));
    }

    @Test
    @DisplayName("gives the main session, once it has ended, to the next filter that is the only one")
    void mainAgain() {
        Sessions sessions = new Sessions().change("a").change("a", "b").change("b").change("b", "d");
        assertThat(sessions.atBroker()).isEqualTo(Map.of(id("b"), List.of("b"), id("d"), List.of("d")));
        assertThat(sessions.change("e").atBroker()).isEqualTo(Map.of("c", List.of("e")));
    }

    @Test
    @DisplayName("keeps the filters of an earlier version in its one session, and gives others sessions of their own")
    void earlierVersion() {
        Sessions sessions = new Sessions();
        sessions.record = SessionRecord.stored(config("a"),
                Map.of("mqtt.url", "mqtt://broker:1883", "mqtt.topics", "a,b", "mqtt.qos", "1"));
        assertThat(sessions.change("a", "b", "d").atBroker()).isEqualTo(Map.of("c", List.of("a", "b"), id("d"), List.of("d")));
        assertThat(sessions.plan(new TaskShare(1, 3), "a", "b", "d").sessions()).isEmpty();
    }

    @Test
    @DisplayName("knows of a session only if the record has it, and not if it was to be ended")
    void known() {
        Sessions sessions = new Sessions().change("a", "b", "d");
        TaskSessionPlan removed = sessions.plan(WHOLE, "a", "b");
        assertThat(removed.sessions()).last().isEqualTo(
                new PlannedSession(id("d"), List.of(), List.of("d"), "mqtt://broker:1883"));
        sessions.record = removed.record();
        assertThat(sessions.plan(WHOLE, "a", "b", "d", "e").sessions()).extracting(PlannedSession::earlierBroker)
                .containsExactly("mqtt://broker:1883", "mqtt://broker:1883", null, null);
    }

    @Test
    @DisplayName("of any task but the first forgets what the first has had time to end")
    void forgets() {
        Sessions sessions = new Sessions().change("a", "b", "d");
        for (int task : List.of(0, 1)) {
            TaskSessionPlan plan = sessions.plan(new TaskShare(task, 2), "a", "b");
            plan.check(599_000_000_000L);
            assertThat(plan.record().offset()).containsEntry("mqtt.sessions.ending", "d");
            plan.check(601_000_000_000L);
            assertThat(plan.record().offset().containsKey("mqtt.sessions.ending")).isEqualTo(task == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 5", "4, 5", "9, 5", "3, 1"})
    @DisplayName("deals every session to one task, of at most as many as there are filters")
    void dealt(int maxTasks, int filters) {
        String[] names = IntStream.range(0, filters).mapToObj(number -> "f" + number).toArray(String[]::new);
        List<Map<String, String>> tasks = TaskShare.deal(settings(names), maxTasks, filters);
        assertThat(tasks).hasSize(Math.min(maxTasks, filters));
        List<String> held = new ArrayList<>();
        for (Map<String, String> task : tasks) {
            List<PlannedSession> ofTask = new TaskSessionPlan(config(names), TaskShare.of(task), null, 0).sessions();
            assertThat(ofTask).isNotEmpty();
            ofTask.forEach(session -> held.addAll(session.filters()));
        }
        assertThat(held).containsExactlyInAnyOrder(names);
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("leaves, whatever the changes of filters and tasks, one session for each filter and no other")
    void anyChanges(MqttVersion version) {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Sessions sessions = new Sessions();
            sessions.version = version;
            for (int change = 0; change < 8; change++) {
                List<String> filters = new ArrayList<>(List.of("a", "b", "d", "e"));
                Collections.shuffle(filters, random);
                String[] chosen = filters.subList(0, 1 + random.nextInt(4)).toArray(String[]::new);
                sessions.tasks = 1 + random.nextInt(4);
                // The record is that of any task: each stores its own with its messages.
                sessions.stores = random.nextInt(sessions.tasks);
                sessions.readsNewer = random.nextBoolean();
                sessions.change(chosen);
                List<String> subscribed = sessions.atBroker().values().stream().flatMap(List::stream).sorted().toList();
                assertThat(subscribed).as("seed %d, change %d", seed, change).isEqualTo(List.of(chosen).stream().sorted().toList());
            }
        }
    }

    private static String id(String filter) {
        return SessionPlan.clientId(config("a"), filter);
    }
}
