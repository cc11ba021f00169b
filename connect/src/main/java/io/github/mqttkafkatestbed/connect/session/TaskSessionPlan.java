package io.github.mqttkafkatestbed.connect.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;

/**
 * Sessions that a task holds, and the record of all sessions of the connector as the task knows it. Thread-safe.
 *
 * <p>The session of a topic filter is held by the task that the filter is dealt to; a session with several, by that of its
 * first one. The first task ends the sessions that are no longer wanted.
 */
public final class TaskSessionPlan {

    /**
     * Time for which a task keeps in the record what another one has to end. That one knows when it has ended, but may have no
     * message to store that with.
     */
    private static final long LISTED_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final MqttSourceConfig config;
    private final SessionPlan plan;
    private final List<PlannedSession> sessions = new ArrayList<>();
    private final long beganNanos;
    /** Whether the task holds the main session. */
    private final boolean holdsMain;
    /** Whether the task ends the sessions that are no longer wanted. */
    private final boolean endsOthers;
    private List<String> former;
    private List<String> ending;
    /** Topic filters whose subscription the broker has confirmed, and whose session it has kept since. */
    private final Set<String> subscribed = new LinkedHashSet<>();
    private volatile SessionRecord record;

    /**
     * @param earlier  record of the sessions of earlier tasks; null if there is none
     * @param nowNanos time, as {@link System#nanoTime}
     */
    public TaskSessionPlan(MqttSourceConfig config, TaskShare share, SessionRecord earlier, long nowNanos) {
        this.config = config;
        this.plan = SessionPlan.of(config, earlier);
        this.beganNanos = nowNanos;
        this.endsOthers = share.isFirst();
        plan.wanted().stream()
                .filter(session -> share.has(config.topicFilters().indexOf(session.filters().get(0))))
                .forEach(sessions::add);
        if (endsOthers) {
            sessions.addAll(plan.unwanted());
        }
        holdsMain = sessions.stream().anyMatch(this::isMain);
        former = plan.former();
        ending = plan.ending();
        if (earlier != null && earlier.hasSubscriptionsFor(config)) {
            subscribed.addAll(earlier.subscribed());
            subscribed.retainAll(config.topicFilters());
        }
        update();
    }

    /** Returns the sessions that the task holds; none if another task holds those of its topic filters. */
    public List<PlannedSession> sessions() {
        return List.copyOf(sessions);
    }

    /** Returns the record to be stored with the messages that come now. */
    public SessionRecord record() {
        return record;
    }

    /** Records which former topic filters the main session may still be subscribed to. */
    public synchronized void formerLeft(List<String> filters) {
        former = List.copyOf(filters);
        update();
    }

    /** Records that a session that was to be ended has ended. */
    public synchronized void ended(PlannedSession session) {
        if (isMain(session)) {
            former = List.of();
        } else {
            List<String> left = new ArrayList<>(ending);
            left.removeAll(session.formerFilters());
            ending = List.copyOf(left);
        }
        update();
    }

    /** Whether the broker has confirmed the subscription of each topic filter, and has kept its session since. */
    public synchronized boolean areSubscribed(List<String> filters) {
        return subscribed.containsAll(filters);
    }

    /** Records that the broker has confirmed the subscriptions of a session. */
    public synchronized void subscribed(List<String> filters) {
        if (subscribed.addAll(filters)) {
            update();
        }
    }

    /** Records that the broker has lost a session with these topic filters. */
    public synchronized void subscriptionsLost(List<String> filters) {
        if (subscribed.removeAll(Set.copyOf(filters))) {
            update();
        }
    }

    /** Forgets what another task has had time to end. To be called regularly. */
    public synchronized void check(long nowNanos) {
        if (nowNanos - beganNanos > LISTED_NANOS) {
            former = holdsMain ? former : List.of();
            ending = endsOthers ? ending : List.of();
            update();
        }
    }

    private boolean isMain(PlannedSession session) {
        return session.clientId().equals(config.clientId());
    }

    private void update() {
        List<String> main = new ArrayList<>(plan.main());
        main.addAll(former);
        SessionRecord updated = SessionRecord.of(config, main, plan.own(), ending,
                config.version().hasRetainHandling() ? List.of() : List.copyOf(subscribed));
        // The same object as long as nothing changes: every message that waits has one.
        record = updated.equals(record) ? record : updated;
    }
}
