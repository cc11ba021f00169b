package io.github.mqttkafkatestbed.connect.wire;

/**
 * Bounds of a message in memory.
 *
 * @param bytes          largest payload, and largest sum of the user properties, that are kept whole; at least 1
 * @param userProperties largest number of user properties that are kept; 0 for none
 */
public record MessageLimits(int bytes, int userProperties) { }
