package io.github.mqttkafkatestbed.connect.client;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Answer of the broker that accepts a connection.
 *
 * @param sessionPresent       whether the session has existed before
 * @param sessionExpirySeconds time for which the broker keeps the session, if it is another one than was asked for
 * @param keepAliveSeconds     keep-alive of the connection, if it is another one than was asked for
 */
public record ConnAck(boolean sessionPresent, OptionalLong sessionExpirySeconds, OptionalInt keepAliveSeconds) { }
