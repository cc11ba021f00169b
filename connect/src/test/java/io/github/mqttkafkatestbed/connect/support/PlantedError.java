package io.github.mqttkafkatestbed.connect.support;

import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/** An {@link Error} in the first thread that logs a certain line, while this is open. */
public final class PlantedError extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.mqttkafkatestbed.connect");
    private final String line;
    private boolean thrown;

    private PlantedError(String line) {
        this.line = line;
        start();
        logger.addAppender(this);
    }

    /** Plants an error at the lines that contain a text. */
    public static PlantedError at(String line) {
        return new PlantedError(line);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!thrown && event.getFormattedMessage().contains(line)) {
            thrown = true;
            throw new NoClassDefFoundError("planted");
        }
    }

    /** Returns the end of the error's own text. */
    @Override
    public String toString() {
        return "NoClassDefFoundError: planted";
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
