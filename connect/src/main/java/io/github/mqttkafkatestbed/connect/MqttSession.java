package io.github.mqttkafkatestbed.connect;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;

/**
 * Keeps the task connected: one connection after the other, each a new {@link MqttConnection}, until it is stopped or a
 * broker's answer leaves no hope.
 *
 * <pre>
 *   wait until the intake is empty ──▶ connect and subscribe ──▶ wait until it is lost
 *                 ▲                             │ failed                  │
 *                 └──────── back-off ◀──────────┴─────────────────────────┘
 * </pre>
 *
 * <p>The intake comes first because a broker that was killed may have forgotten what it had delivered: those messages
 * exist nowhere else, and they must reach Kafka before what the new connection brings, to keep the order. And because
 * otherwise each reconnect while Kafka is away would add a window of messages to memory.
 */
final class MqttSession {

    private static final Logger log = LoggerFactory.getLogger(MqttSession.class);

    /** How long a connection must hold to count as steady, so that the next loss begins with the shortest wait. */
    private static final long STEADY_NANOS = TimeUnit.MILLISECONDS.toNanos(BackOff.LONGEST_MS);
    /** Longer than {@link MqttConnection#close} takes, shorter than Connect's task.shutdown.graceful.timeout.ms. */
    private static final long STOP_WAIT_MS = 3_000;

    private final MqttSourceConfig config;
    private final Intake intake;
    private final Counters counters;
    private final EventLog drops = new EventLog("QoS 0 messages dropped for lack of room in the queue", log::warn);
    private final BackOff backOff = new BackOff();
    private final CountDownLatch settled = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean stopped;
    private volatile ConnectException failure;

    // Of the session's thread alone.
    private boolean connectedBefore;
    private boolean lossLogged;

    MqttSession(MqttSourceConfig config, Intake intake, Counters counters) {
        this.config = config;
        this.intake = intake;
        this.counters = counters;
        this.thread = new Thread(this::run, "mqtt-session-" + config.clientId());
        this.thread.setDaemon(true);
    }

    /** Begins; returns at once. */
    void start() {
        thread.start();
    }

    /**
     * Waits until the first subscription stands, the session has failed or {@link #stop} was called.
     *
     * @param timeoutMs longest wait, in milliseconds
     * @return false if none of that came in time
     */
    boolean awaitSettled(long timeoutMs) throws InterruptedException {
        return settled.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Why the session has given up; null while it has not. */
    ConnectException failure() {
        return failure;
    }

    /** Logs the drops that are not logged yet; to be called now and then. */
    void flushLog() {
        drops.flush();
    }

    /** Ends the connection in whatever state it is, and leaves the session at the broker. Takes at most 3 s. */
    void stop() {
        stopped = true;
        settled.countDown();
        // Whatever the thread waits for, it ends the wait; and each path out of a wait closes the connection.
        thread.interrupt();
        try {
            thread.join(STOP_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn("the connection to {} has not ended within {} ms", config.broker(), STOP_WAIT_MS);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                intake.awaitEmpty();
                Ending ending = connect();
                if (ending.permanent()) {
                    fail(ending.reason(), null);
                    return;
                }
                logLoss(ending.reason());
                Thread.sleep(backOff.next());
            }
        } catch (InterruptedException e) {
            log.debug("stopped");
        } catch (RuntimeException e) {
            fail("unexpected: " + e, e);
        }
    }

    /** One connection, from its first try to its end. */
    private Ending connect() throws InterruptedException {
        MqttConnection connection = new MqttConnection(config, this::receive);
        try {
            Mqtt5ConnAck connAck = connection.open();
            long since = System.nanoTime();
            connected(connAck);
            Ending ending = Ending.of(connection.awaitLost());
            if (System.nanoTime() - since >= STEADY_NANOS) {
                backOff.reset();
            }
            return ending;
        } catch (ExecutionException e) {
            return Ending.of(e.getCause());
        } catch (TimeoutException e) {
            return Ending.of(e);
        } finally {
            connection.close();
        }
    }

    private void connected(Mqtt5ConnAck connAck) {
        counters.connections.increment();
        log.info("connected to {} and subscribed to {}; {}", config.broker(), config.topicFilters(),
                connAck.isSessionPresent() ? "the broker has kept the session" : "the session is new");
        if (connectedBefore && !connAck.isSessionPresent()) {
            log.warn("{} has lost the session {}: messages that waited in it are gone", config.broker(),
                    config.clientId());
        }
        connAck.getSessionExpiryInterval().ifPresent(seconds -> {
            if (seconds < config.sessionExpirySeconds()) {
                log.warn("{} keeps the session no longer than {} s; {} asks for {}", config.broker(), seconds,
                        MqttSourceConfig.MQTT_SESSION_EXPIRY_SECONDS, config.sessionExpirySeconds());
            }
        });
        connectedBefore = true;
        lossLogged = false;
        settled.countDown();
    }

    private void receive(Delivery delivery) {
        counters.received.increment();
        if (!intake.put(delivery)) {
            counters.dropped.increment();
            drops.add("topic " + delivery.publish().getTopic());
        }
    }

    private void logLoss(String reason) {
        if (lossLogged) {
            log.debug("{} still away: {}", config.broker(), reason);
            return;
        }
        lossLogged = true;
        if (connectedBefore) {
            int waiting = intake.size();
            log.warn("connection to {} lost: {}; trying again until it is back{}", config.broker(), reason,
                    waiting == 0 ? "" : ", once the " + waiting + " messages of it that wait are taken");
        } else {
            log.warn("no connection to {}: {}; trying again until there is one", config.broker(), reason);
        }
    }

    private void fail(String reason, RuntimeException cause) {
        failure = new ConnectException("MQTT broker " + config.broker() + ": " + reason, cause);
        settled.countDown();
        intake.wake();
    }
}
