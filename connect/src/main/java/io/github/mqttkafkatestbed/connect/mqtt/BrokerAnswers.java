package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.mqttkafkatestbed.connect.wire.ReadGate;

/**
 * Waits for answers of the broker over a connection, each of which ends with the connection.
 *
 * @param lost      completed with the cause when the connection is lost
 * @param gate      of the connection
 * @param timeoutMs longest wait for an answer, in milliseconds
 */
record BrokerAnswers(CompletableFuture<Throwable> lost, ReadGate gate, long timeoutMs) {

    /** Waits for the answer to a CONNECT, for a time of its own. */
    <T> T connected(CompletableFuture<T> answer, long waitMs)
            throws InterruptedException, ExecutionException, TimeoutException {
        return await(answer, "CONNACK", waitMs);
    }

    /**
     * Waits for the answer to another packet. The timeout begins anew while bytes arrive or wait behind the gate: the answer
     * comes after the messages that the broker has in flight, and those may have to wait for Kafka.
     *
     * @param name name of the answer
     */
    <T> T behindMessages(CompletableFuture<T> answer, String name)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            long readsBefore = gate.reads();
            try {
                return await(answer, name, timeoutMs);
            } catch (TimeoutException e) {
                if (gate.reads() == readsBefore && !gate.isClosed()) {
                    throw e;
                }
            }
        }
    }

    private <T> T await(CompletableFuture<T> answer, String name, long waitMs)
            throws InterruptedException, ExecutionException, TimeoutException {
        // HiveMQ keeps a SUBSCRIBE pending after the loss of the connection, as the session may be resumed.
        lost.thenAccept(answer::completeExceptionally);
        try {
            return answer.get(waitMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("no " + name + " within " + timeoutMs + " ms");
        }
    }
}
