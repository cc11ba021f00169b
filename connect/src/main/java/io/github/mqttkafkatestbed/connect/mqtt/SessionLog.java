package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.concurrent.TimeUnit;

import io.github.mqttkafkatestbed.connect.address.BrokerAddress;
import io.github.mqttkafkatestbed.connect.client.ConnAck;
import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedLog;
import io.github.mqttkafkatestbed.connect.monitoring.TaskMetrics;
import io.github.mqttkafkatestbed.connect.retry.ConnectionLoss;
import io.github.mqttkafkatestbed.connect.session.PlannedSession;

/** Log of the session's connections: one line per change, however many attempts there are. Used by one thread, except {@link #remind}. */
final class SessionLog {

    private static final EscapedLog log = EscapedLog.of(MqttSession.class);

    private final MqttSourceConfig config;
    private final TaskMetrics metrics;
    private final PlannedSession session;
    private boolean sessionKnown;
    private boolean answered;
    private boolean connectedBefore;
    private boolean lossLogged;
    private String refusalLogged;

    SessionLog(MqttSourceConfig config, TaskMetrics metrics, PlannedSession session) {
        this.config = config;
        this.metrics = metrics;
        this.session = session;
        this.sessionKnown = isOfThisBroker();
    }

    /** Whether an earlier task has had the session at the same broker. */
    boolean isOfThisBroker() {
        return session.earlierBroker() != null && config.broker().shareOneWith(session.earlierBroker());
    }

    /** Logs and counts the loss of a session, if one is known to have existed. */
    void sessionAnswered(boolean present) {
        if (!present && sessionKnown) {
            metrics.countSessionLost();
            log.warn("{} has lost the session {}: messages that waited in it may be gone", config.broker(),
                    session.clientId());
        } else if (!present && !answered && session.earlierBroker() != null) {
            log.warn("{} has no session {}; the last one was at {}: messages that waited in it may be gone if this is the same"
                    + " broker, and are not read if it is another",
                    config.broker(), session.clientId(), session.earlierBroker());
        }
        answered = true;
        // A new one has nothing to lose before its subscription.
        sessionKnown = present;
    }

    /**
     * Logs a connection with its subscription.
     *
     * @param address the one of the broker's that it was made to
     * @param outage  the time before it as text, see {@link io.github.mqttkafkatestbed.connect.retry.Outage#end}
     */
    void connected(BrokerAddress address, ConnAck connAck, String outage) {
        String kept = connAck.sessionPresent() ? "the broker has kept the session"
                : connectedBefore || session.earlierBroker() != null ? "the session is new" : "no earlier session known";
        log.info("connected to {} and subscribed to {}{}; {}", address, session.filters(), outage, kept);
        connAck.sessionExpirySeconds().ifPresent(seconds -> {
            if (seconds < config.sessionExpirySeconds()) {
                log.warn("{} keeps the session no longer than {} s; {} asks for {}", config.broker(), seconds,
                        SettingNames.MQTT_SESSION_EXPIRY_SECONDS, config.sessionExpirySeconds());
            }
        });
        sessionKnown = true;
        connectedBefore = true;
        lossLogged = false;
        refusalLogged = null;
    }

    /**
     * Logs a loss once, each change of the reason of refusals and of unreadable files, and each take-over of the session.
     *
     * @param waitMs  wait before the next attempt, in milliseconds
     * @param waiting number of messages that must be taken before it
     */
    void lost(ConnectionLoss loss, long waitMs, int waiting) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(waitMs);
        if (loss.kind() == ConnectionLoss.Kind.TAKEN_OVER) {
            log.warn("{}: {}; taking the session back in {} s", config.broker(), loss.reason(), seconds);
        } else if (loss.kind().isRefusal() || loss.kind() == ConnectionLoss.Kind.UNREADABLE) {
            if (!loss.reason().equals(refusalLogged)) {
                refusalLogged = loss.reason();
                log.warn("{}: {}; trying again until it {}, first in {} s", config.broker(), loss.reason(),
                        loss.kind().isRefusal() ? "accepts" : "can be read", seconds);
            }
        } else if (lossLogged) {
            log.debug("{} still away: {}", config.broker(), loss.reason());
        } else {
            String waits = waiting == 0 ? "" : ", once the " + waiting + " messages of it that wait are taken";
            if (connectedBefore) {
                log.warn("connection to {} lost: {}; trying again until it is back{}", config.broker(), loss.reason(), waits);
            } else {
                log.warn("no connection to {}: {}; trying again until there is one{}", config.broker(), loss.reason(), waits);
            }
        }
        lossLogged = true;
    }

    /**
     * Logs that there is still no connection. From any thread.
     *
     * @param outage     its length and reason as text
     * @param connecting whether the broker has been asked for one
     * @param waiting    number of messages that must be taken before the next attempt
     */
    void remind(String outage, boolean connecting, int waiting) {
        log.warn("not connected to {} {}; {}", config.broker(), outage,
                connecting ? "waiting for the broker's answer"
                        : waiting == 0 ? "trying again"
                        : "a new connection is made once the " + waiting + " messages that wait are taken");
    }
}
