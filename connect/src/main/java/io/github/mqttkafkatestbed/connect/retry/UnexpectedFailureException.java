package io.github.mqttkafkatestbed.connect.retry;

/** A fault of the connector itself, or of the JVM, while it received a message. */
public final class UnexpectedFailureException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnexpectedFailureException(Throwable cause) {
        super("unexpected: " + cause, cause);
    }
}
