package io.github.mqttkafkatestbed.connect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue between the MQTT connection, which fills it, and {@code poll()}, which empties it; first in, first out.
 *
 * <p>Putting never blocks: it happens on the client's event loop, and HiveMQ drops QoS 0 messages without a word when
 * its receiver is slow. So memory is bounded in two other ways. QoS 1 and 2: the connection stops reading
 * ({@link ReadGate}), and a new one is opened only when the messages of the one before it have been taken
 * ({@link #awaitEmpty}). QoS 0 has no flow control in MQTT: such a message is dropped when those that wait already fill
 * the room that is set for them.
 */
final class Intake {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition gathered = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Deque<Delivery> queue = new ArrayDeque<>();
    private final long qos0Capacity;
    private long qos0Bytes;
    /** How many messages end the gathering. */
    private int gatheredCount;

    /** @param qos0Capacity how many bytes of QoS 0 messages may wait, at least 1 */
    Intake(long qos0Capacity) {
        this.qos0Capacity = qos0Capacity;
    }

    /**
     * Adds a message.
     *
     * @return false if it is of QoS 0 and was dropped for lack of room. One that finds no other QoS 0 message waiting
     *         is taken however large it is: it would never pass otherwise.
     */
    boolean put(Delivery delivery) {
        lock.lock();
        try {
            if (delivery.isQos0()) {
                if (qos0Bytes > 0 && qos0Bytes + delivery.bytes() > qos0Capacity) {
                    return false;
                }
                qos0Bytes += delivery.bytes();
            }
            queue.add(delivery);
            if (queue.size() == 1) {
                filled.signal();
            }
            if (queue.size() == gatheredCount) {
                gathered.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what is there, waiting for the first message.
     *
     * @param maxCount  most messages to take, at least 1
     * @param maxBytes  takes no further message once those taken have this many bytes
     * @param timeoutMs how long to wait for the first, in milliseconds
     * @param gatherMs  how long to wait after it for others, until there are {@code maxCount}, in milliseconds; 0 for not
     *                  at all
     * @return the messages in the order they came; empty if there was none in time or after {@link #wake}
     */
    List<Delivery> take(int maxCount, long maxBytes, long timeoutMs, long gatherMs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (queue.isEmpty()) {
                // One wait and no loop: poll() looks at the rest of its world after every wake-up and comes back.
                filled.await(timeoutMs, TimeUnit.MILLISECONDS);
            }
            if (gatherMs > 0 && !queue.isEmpty() && queue.size() < maxCount) {
                // Not woken for every message: that would cost what the gathering saves.
                gatheredCount = maxCount;
                gathered.await(gatherMs, TimeUnit.MILLISECONDS);
            }
            List<Delivery> taken = new ArrayList<>(Math.min(maxCount, queue.size()));
            long bytes = 0;
            while (!queue.isEmpty() && taken.size() < maxCount && bytes < maxBytes) {
                Delivery delivery = queue.remove();
                bytes += delivery.bytes();
                qos0Bytes -= delivery.isQos0() ? delivery.bytes() : 0;
                taken.add(delivery);
            }
            if (queue.isEmpty()) {
                emptied.signalAll();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait of a {@link #take} that is under way. */
    void wake() {
        lock.lock();
        try {
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every message has been taken. */
    void awaitEmpty() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!queue.isEmpty()) {
                emptied.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many messages wait. */
    int size() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }
}
