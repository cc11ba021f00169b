package io.github.mqttkafkatestbed.connect.eventloop;

import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;

/**
 * Event loop of all connections of a task, with a single thread: it handles what has come for several sessions in one turn,
 * and sleeps less often than a thread for each would.
 *
 * <p>It begins with the first connection. The last session ends it, so that none finds it ended: a session may end after
 * {@code stop()} has given up waiting.
 */
public final class TaskEventLoop {

    private static final long END_TIMEOUT_MS = 1_000;

    private final String name;
    /** Sessions of all tasks in this worker, which has the connector's classes once. */
    private static final AtomicInteger OF_WORKER = new AtomicInteger();

    /** A single session has its thread awake all the time under load: for it, a pause would only be lost time. */
    private final ReadPacing pacing = new ReadPacing(() -> OF_WORKER.get() > 1);
    private int sessions;
    /** Null before the first connection. */
    private NioEventLoopGroup group;

    /**
     * @param name     distinguishes the thread
     * @param sessions number of those that will use it
     */
    public TaskEventLoop(String name, int sessions) {
        this.name = name;
        this.sessions = sessions;
        OF_WORKER.addAndGet(sessions);
    }

    /** Returns the executor for clients. */
    public synchronized NioEventLoopGroup group() {
        if (group == null) {
            group = new NioEventLoopGroup(1, new DefaultThreadFactory("mqtt-connections-" + EscapedText.of(name), true),
                    SelectorProvider.provider(), () -> pacing);
        }
        return group;
    }

    /** Records a message of any connection, on the event loop. */
    public void received() {
        pacing.received();
    }

    /** To be called by each session once, after its last connection. */
    public synchronized void release() {
        sessions--;
        OF_WORKER.decrementAndGet();
        if (sessions == 0 && group != null) {
            group.shutdownGracefully(0, END_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Waits until it has ended, after the last session. */
    public void awaitEnd(long timeoutMs) throws InterruptedException {
        NioEventLoopGroup begun;
        synchronized (this) {
            begun = group;
        }
        if (begun != null) {
            begun.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS);
        }
    }
}
