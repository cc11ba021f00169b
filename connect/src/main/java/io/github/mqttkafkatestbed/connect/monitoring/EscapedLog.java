package io.github.mqttkafkatestbed.connect.monitoring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.MessageFormatter;

/**
 * The connector's log. Each message is {@link EscapedText}, whatever a publisher, a broker or a configuration has put into it;
 * {@code {}} stands for an argument as in SLF4J.
 */
public final class EscapedLog {

    private final Logger logger;

    private EscapedLog(Logger logger) {
        this.logger = logger;
    }

    /** Returns the log of a class. */
    public static EscapedLog of(Class<?> source) {
        return new EscapedLog(LoggerFactory.getLogger(source));
    }

    public void debug(String format, Object... arguments) {
        if (logger.isDebugEnabled()) {
            logger.debug(line(format, arguments));
        }
    }

    public void debug(String message, Throwable cause) {
        logger.debug(message, cause);
    }

    public void info(String format, Object... arguments) {
        if (logger.isInfoEnabled()) {
            logger.info(line(format, arguments));
        }
    }

    public void warn(String format, Object... arguments) {
        if (logger.isWarnEnabled()) {
            logger.warn(line(format, arguments));
        }
    }

    public void error(String message, Throwable cause) {
        logger.error(message, cause);
    }

    private static String line(String format, Object... arguments) {
        // Without arguments the text is complete: it may have braces of its own.
        return EscapedText.of(arguments.length == 0 ? format : MessageFormatter.arrayFormat(format, arguments).getMessage());
    }
}
