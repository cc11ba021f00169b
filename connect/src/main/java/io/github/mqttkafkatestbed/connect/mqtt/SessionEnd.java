package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.session.PlannedSession;
import io.github.mqttkafkatestbed.connect.session.TaskSessionPlan;

/**
 * End of a session that no topic filter needs any more: it is unsubscribed, the messages that wait in it are passed on, and
 * the broker then forgets it.
 */
final class SessionEnd {

    private static final EscapedLog log = EscapedLog.of(MqttSession.class);

    /** A broker in several parts may send a message some time after it has answered the UNSUBSCRIBE. */
    private static final long QUIET_MS = 500;

    private SessionEnd() { }

    /**
     * Empties the session, over a connection that has just been made, and ends it if there was nothing in it: messages behind
     * those that the broker had in flight may come with the next connection.
     *
     * @param plan           learns that the session has ended
     * @param present        whether the session has existed before
     * @param onUnsubscribed called once no further message comes into the session
     * @return false if the session must be connected once more
     * @throws ExecutionException if the connection is lost before; the session goes on then
     */
    static boolean carryOut(MqttConnection connection, PlannedSession session, TaskSessionPlan plan, boolean present,
            Runnable onUnsubscribed) throws InterruptedException, ExecutionException, TimeoutException {
        if (present) {
            connection.unsubscribe(session.formerFilters());
        }
        onUnsubscribed.run();
        if (present) {
            drain(connection, session.formerFilters());
        }
        if (connection.received() > 0) {
            return false;
        }
        connection.endSession();
        plan.ended(session);
        if (present) {
            log.info("ended the session {} of {}, which {} does not need any more; the messages that waited in it are in"
                    + " Kafka", session.clientId(), session.formerFilters(), SettingNames.MQTT_TOPICS);
        }
        return true;
    }

    /**
     * Waits until the session has no message. MQTT has no means to ask for that: a broker sends the next ones when it gets
     * acknowledgements, and answers a packet behind them when there are none.
     */
    private static void drain(MqttConnection connection, List<String> filters)
            throws InterruptedException, ExecutionException, TimeoutException {
        long received;
        do {
            received = connection.received();
            connection.requireFor(QUIET_MS);
            connection.unsubscribe(filters);
        } while (connection.received() != received || connection.unacknowledged().bytes() > 0);
    }
}
