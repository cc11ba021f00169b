package io.github.mqttkafkatestbed.connect;

/** A message from which the configured record key cannot be had. */
final class MissingKeyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final DeadLetter.Reason reason;

    /**
     * @param reason which kind of trouble
     * @param detail a sentence for people
     */
    MissingKeyException(DeadLetter.Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    DeadLetter.Reason reason() {
        return reason;
    }
}
