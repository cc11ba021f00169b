package io.github.mqttkafkatestbed.connect.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;

/**
 * Sessions of the connector: one for each topic filter of the configuration, and those of earlier configurations, to be ended.
 *
 * <p>The main session is named by {@code mqtt.client.id} itself, the others after it and their topic filter. A topic filter
 * keeps the session in which the record has it; so the main session of an earlier version keeps all of its filters. One that
 * is in no record has the main session if it is the only one, otherwise a session of its own: its name must not depend on
 * the other filters, as they may change before there is a record.
 *
 * <p>Every task makes the plan of the whole connector, each from what Connect has stored by then. A plan that is made from the
 * record of another plan of the same configuration is the same one.
 *
 * @param main   topic filters of the main session; none if no filter needs it
 * @param own    topic filters that have a session of their own
 * @param ending topic filters of earlier configurations whose own session may exist
 * @param former topic filters of earlier configurations that the main session may be subscribed to
 * @param wanted sessions of the configuration, in the order of their first filters
 * @param unwanted sessions to be ended
 */
record SessionPlan(List<String> main, List<String> own, List<String> ending, List<String> former,
        List<PlannedSession> wanted, List<PlannedSession> unwanted) {

    /** Hexadecimal digits behind the client id: a collision of two filters is as likely as of 40 random bits. */
    private static final int DIGITS = 10;

    /** @param earlier record of the sessions of earlier tasks; null if there is none */
    static SessionPlan of(MqttSourceConfig config, SessionRecord earlier) {
        SessionRecord record = earlier == null ? SessionRecord.of(config, List.of(), List.of(), List.of(), List.of()) : earlier;
        List<String> configured = config.topicFilters();
        Set<String> recorded = new LinkedHashSet<>(record.own());
        recorded.addAll(record.ending());

        List<String> main = new ArrayList<>(configured);
        main.retainAll(record.main());
        if (main.isEmpty() && configured.size() == 1 && !recorded.contains(configured.get(0)) && mayTakeOverMain(config, record)) {
            main.addAll(configured);
        }
        List<String> own = without(configured, main);
        List<String> ending = without(recorded, own);
        List<String> former = without(record.main(), main);

        String broker = earlier == null ? null : earlier.broker();
        List<PlannedSession> wanted = new ArrayList<>();
        List<PlannedSession> unwanted = new ArrayList<>();
        for (String filter : configured) {
            if (!main.contains(filter)) {
                wanted.add(new PlannedSession(clientId(config, filter), List.of(filter), List.of(),
                        record.own().contains(filter) ? broker : null));
            } else if (main.get(0).equals(filter)) {
                wanted.add(new PlannedSession(config.clientId(), List.copyOf(main), former,
                        record.main().isEmpty() ? null : broker));
            }
        }
        ending.forEach(filter -> unwanted.add(
                new PlannedSession(clientId(config, filter), List.of(), List.of(filter), broker)));
        if (main.isEmpty() && (!former.isEmpty() || earlier == null)) {
            // Without a record it may be the session of any of the filters, from a time when there was but one.
            unwanted.add(new PlannedSession(config.clientId(), List.of(), earlier == null ? configured : former, broker));
        }
        return new SessionPlan(List.copyOf(main), own, ending, former, List.copyOf(wanted), List.copyOf(unwanted));
    }

    /**
     * Whether a topic filter may have the main session after others. With MQTT 3.1.1 it may not: a broker that a crash has taken
     * back to an earlier state of the session would lack the subscription, which is not made again ({@code SessionSubscriptions}).
     */
    private static boolean mayTakeOverMain(MqttSourceConfig config, SessionRecord record) {
        return config.version().hasRetainHandling() || record.main().isEmpty();
    }

    /** Returns the client identifier of the session that a topic filter has of its own. */
    static String clientId(MqttSourceConfig config, String filter) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(filter.getBytes(StandardCharsets.UTF_8));
            return config.clientId() + "-" + HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> without(Iterable<String> filters, List<String> others) {
        List<String> left = new ArrayList<>();
        filters.forEach(left::add);
        left.removeAll(others);
        return List.copyOf(left);
    }
}
