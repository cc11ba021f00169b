package io.github.mqttkafkatestbed.connect.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;

/** Log lines of the connector, or of everything, while this is open. */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger;
    private final Level before;
    private final List<String> lines = new ArrayList<>();

    private LogCapture(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        logger.setLevel(level);
        start();
        logger.addAppender(this);
    }

    /** Captures the connector's lines of level INFO and above. */
    public static LogCapture ofConnector() {
        return new LogCapture("io.github.mqttkafkatestbed.connect", Level.INFO);
    }

    /** Captures the connector's lines of every level. */
    public static LogCapture ofConnectorInDetail() {
        return new LogCapture("io.github.mqttkafkatestbed.connect", Level.TRACE);
    }

    /** Captures every line of every library. */
    public static LogCapture ofEverything() {
        return new LogCapture(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.TRACE);
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        String trace = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        lines.add(event.getLevel() + " " + event.getFormattedMessage() + trace);
        notifyAll();
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    public List<String> linesWith(String text) {
        return lines().stream().filter(line -> line.contains(text)).toList();
    }

    /** Waits until a line contains the text, and returns the first; fails after 15 s. */
    public synchronized String await(String text) throws InterruptedException {
        Predicate<String> wanted = line -> line.contains(text);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (lines.stream().noneMatch(wanted)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("no log line with \"" + text + "\" within 15 s, but " + lines);
            }
            wait(left);
        }
        return lines.stream().filter(wanted).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
