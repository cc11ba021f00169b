package io.github.mqttkafkatestbed.connect.key;

/** Failure to compute the record key of a message. */
public final class RecordKeyException extends Exception {

    /** Kind of failure. */
    public enum Problem {
        /** The message has nothing where the key should be. */
        MISSING,
        /** The payload cannot be parsed, or its value cannot be a key. */
        INVALID
    }

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    private RecordKeyException(Problem problem, String detail) {
        super(detail);
        this.problem = problem;
    }

    /** @param detail one sentence for people, of bounded length and without the payload */
    static RecordKeyException missing(String detail) {
        return new RecordKeyException(Problem.MISSING, detail);
    }

    /** @param detail one sentence for people, of bounded length and without the payload */
    static RecordKeyException invalid(String detail) {
        return new RecordKeyException(Problem.INVALID, detail);
    }

    /** Returns the kind of failure. */
    public Problem problem() {
        return problem;
    }
}
