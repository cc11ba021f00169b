import fc from "fast-check";

/** A mutant is caught by the first counterexample: shrinking it would take until the time limit of the test. */
fc.configureGlobal({ endOnFailure: true });
