package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * FIFO queue from the MQTT connections of a task, which add messages, to {@code poll()}, which takes them. Thread-safe.
 *
 * <p>Adding never blocks: it runs on the client's event loop, and HiveMQ silently drops QoS 0 messages if its receiver is
 * slow. Memory is bounded in two other ways. QoS 1 and 2: the connection stops reading ({@link io.github.mqttkafkatestbed.connect.wire.ReadGate}), and a
 * new one is opened only after the messages of the previous one have been taken ({@link Inlet#awaitEmpty}). QoS 0 has no flow
 * control in MQTT: a message is dropped if the waiting ones fill the queue's capacity for them.
 */
public final class DeliveryQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition batchFull = lock.newCondition();
    private final Condition empty = lock.newCondition();
    private final Deque<Delivery> queue = new ArrayDeque<>();
    /** Inlet of each message in the queue. */
    private final Deque<Inlet> inlets = new ArrayDeque<>();
    private final long qos0Capacity;
    private long qos0Bytes;
    /** Number of messages that ends the linger of a {@link #take}. */
    private int fullBatch;

    /** @param qos0Capacity bytes of QoS 0 messages that may wait, at least 1 */
    public DeliveryQueue(long qos0Capacity) {
        this.qos0Capacity = qos0Capacity;
    }

    /** Returns an inlet for the messages of another session. */
    public Inlet inlet() {
        return new Inlet();
    }

    /** The entrance of the queue for the messages of one session. */
    public final class Inlet {

        private int waiting;

        private Inlet() { }

        /**
         * Adds a message.
         *
         * @return false if the message has QoS 0 and was dropped for lack of room. It is accepted at any size if no other
         *         QoS 0 message waits: a message larger than the capacity could never pass otherwise.
         */
        boolean offer(Delivery delivery) {
            lock.lock();
            try {
                if (!hasRoomFor(delivery)) {
                    return false;
                }
                waiting++;
                add(delivery, this);
                return true;
            } finally {
                lock.unlock();
            }
        }

        /** Waits until every message of the session has been taken. */
        void awaitEmpty() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (waiting > 0) {
                    empty.await();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Returns the number of waiting messages of the session. */
        int size() {
            lock.lock();
            try {
                return waiting;
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean hasRoomFor(Delivery delivery) {
        return !delivery.isQos0() || qos0Bytes == 0 || qos0Bytes + delivery.bytes() <= qos0Capacity;
    }

    private void add(Delivery delivery, Inlet inlet) {
        qos0Bytes += delivery.isQos0() ? delivery.bytes() : 0;
        queue.add(delivery);
        inlets.add(inlet);
        if (queue.size() == 1) {
            notEmpty.signal();
        }
        if (queue.size() == fullBatch) {
            batchFull.signal();
        }
    }

    /**
     * Takes a batch of messages, waiting for the first. Only one thread may take.
     *
     * @param maxCount  largest number of messages to take, at least 1
     * @param maxBytes  no further message is taken once those taken have this many bytes
     * @param timeoutMs longest wait for the first message, in milliseconds
     * @param lingerMs  longest wait after the first message for others, up to {@code maxCount}, in milliseconds; 0 for no
     *                  wait
     * @return messages in order of arrival; empty if there was none in time
     */
    public List<Delivery> take(int maxCount, long maxBytes, long timeoutMs, long lingerMs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (queue.isEmpty()) {
                // A single wait without a loop: poll() comes back after a spurious wake-up.
                notEmpty.await(timeoutMs, TimeUnit.MILLISECONDS);
            }
            if (lingerMs > 0 && !queue.isEmpty() && queue.size() < maxCount) {
                // Signalled once for a full batch: a wake-up per message would cost as much as the linger saves.
                fullBatch = maxCount;
                batchFull.await(lingerMs, TimeUnit.MILLISECONDS);
            }
            return remove(maxCount, maxBytes);
        } finally {
            lock.unlock();
        }
    }

    private List<Delivery> remove(int maxCount, long maxBytes) {
        List<Delivery> batch = new ArrayList<>(Math.min(maxCount, queue.size()));
        long bytes = 0;
        boolean isEmptied = false;
        while (!queue.isEmpty() && batch.size() < maxCount && bytes < maxBytes) {
            Delivery delivery = queue.remove();
            bytes += delivery.bytes();
            qos0Bytes -= delivery.isQos0() ? delivery.bytes() : 0;
            batch.add(delivery);
            isEmptied |= --inlets.remove().waiting == 0;
        }
        if (isEmptied) {
            empty.signalAll();
        }
        return batch;
    }

    /** Returns the number of waiting messages. */
    public int size() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }
}
