package io.github.mqttkafkatestbed.connect.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoder;
import com.hivemq.client.internal.mqtt.message.ping.MqttPingResp;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;

@DisplayName("A read gate")
class ReadGateTest {

    private static final int LIMIT = 1_000;
    private static final int PUBLISH = 0x32;
    private static final int SUBACK = 0x90;
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;

    private int reads;
    private int acknowledgements;
    private boolean closedAtWrite;
    private boolean readComplete;
    private final ReadGate gate = new ReadGate(LIMIT, ReadGate.SUBSCRIBING_BYTES, () -> acknowledgements++);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void open() {
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext ctx) {
                reads++;
                ctx.read();
            }

            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                closedAtWrite = gate.isClosed();
                ctx.write(message, promise);
            }
        }, gate);
        channel.pipeline().addLast(MqttDecoder.NAME, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                readComplete = false;
                ctx.fireChannelRead(message);
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
                readComplete = true;
                ctx.fireChannelReadComplete();
            }
        });
        channel.freezeTime();
        gate.connected(3);
        gate.subscribed();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    @DisplayName("passes everything on while messages take less than the limit")
    void passes() {
        gate.received(LIMIT - 1);
        receive(packet(PUBLISH, 10));
        assertThat(passed()).isEqualTo(12);
        assertThat(gate.isClosed()).isFalse();
    }

    @Test
    @DisplayName("at the limit holds the next message, and asks for no further byte")
    void holds() {
        gate.received(LIMIT);
        reads = 0;
        receive(packet(PUBLISH, 10), packet(PUBLISH, 10));
        channel.read();

        assertThat(passed()).isZero();
        assertThat(reads).isZero();
    }

    @Test
    @DisplayName("releases what it holds when the connection ends")
    void releases() {
        gate.received(LIMIT);
        ByteBuf held = packet(PUBLISH, 10);
        channel.writeInbound(held);
        assertThat(held.refCnt()).isOne();
        channel.close();
        assertThat(held.refCnt()).isZero();
    }

    @Test
    @DisplayName("while closed passes the rest of a message that has begun, and what is no message, and asks for more")
    void passesTheRest() {
        receive(packet(PUBLISH, 100).slice(0, 50));
        gate.received(LIMIT);
        reads = 0;
        receive(packet(PUBLISH, 100).slice(50, 52), packet(SUBACK, 4));
        assertThat(passed()).isEqualTo(102 + 6);
        assertThat(reads).isPositive();

        receive(packet(PUBLISH, 1));
        assertThat(passed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {PUBACK, PUBREC})
    @DisplayName("opens once half of the limit is acknowledged, in the order of the acknowledgements, and passes what it held")
    void opens(int acknowledgement) {
        gate.received(LIMIT / 4);
        gate.received(LIMIT / 4);
        gate.received(LIMIT / 2);
        receive(packet(PUBLISH, 10), packet(PUBLISH, 10));

        channel.writeOutbound(packet(acknowledgement, 2));
        channel.runPendingTasks();
        assertThat(gate.isClosed()).isTrue();
        channel.writeOutbound(packet(acknowledgement, 2));
        channel.runPendingTasks();

        assertThat(acknowledgements).isEqualTo(2);
        assertThat(closedAtWrite).as("in the write, the client is in the middle of its queue of messages").isTrue();
        assertThat(gate.isClosed()).isFalse();
        assertThat(passed()).isEqualTo(24);
        assertThat(readComplete).as("the client flushes its acknowledgements at the end of a read").isTrue();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    @DisplayName("closes at a number of messages, too, far from that of the packet identifiers, and opens at half of it")
    void countsMessages() {
        for (int i = 0; i < ReadGate.MAX_MESSAGES; i++) {
            gate.received(0);
        }
        assertThat(gate.isClosed()).isTrue();
        for (int i = ReadGate.MAX_MESSAGES; i > ReadGate.MAX_MESSAGES / 2; i--) {
            assertThat(gate.isClosed()).as("%d messages", i).isTrue();
            channel.writeOutbound(packet(PUBACK, 2));
        }
        assertThat(gate.isClosed()).isFalse();
    }

    @Test
    @DisplayName("has the larger limit until it is subscribed")
    void subscribing() {
        ReadGate fresh = new ReadGate(LIMIT, ReadGate.SUBSCRIBING_BYTES, () -> { });
        EmbeddedChannel other = new EmbeddedChannel(fresh);
        fresh.received(ReadGate.SUBSCRIBING_BYTES - 1);
        assertThat(fresh.isClosed()).isFalse();
        fresh.received(1);
        assertThat(fresh.isClosed()).isTrue();
        other.finishAndReleaseAll();

        ReadGate below = new ReadGate(LIMIT, ReadGate.SUBSCRIBING_BYTES, () -> { });
        other = new EmbeddedChannel(below);
        below.received(LIMIT);
        assertThat(below.isClosed()).isFalse();
        below.subscribed();
        assertThat(below.isClosed()).as("the limit holds from then on").isTrue();
        other.finishAndReleaseAll();

        ReadGate larger = new ReadGate(2 * ReadGate.SUBSCRIBING_BYTES, ReadGate.SUBSCRIBING_BYTES, () -> { });
        other = new EmbeddedChannel(larger);
        larger.received(ReadGate.SUBSCRIBING_BYTES);
        assertThat(larger.isClosed()).as("at a setting that is larger still").isFalse();
        other.finishAndReleaseAll();
    }

    @Test
    @DisplayName("shows the client that the broker is alive while bytes are held or have come, and not otherwise")
    void signsOfLife() {
        assertThat(signAfterAThird()).as("no byte came").isFalse();
        receive(packet(PUBLISH, 100).slice(0, 50));
        passed();
        assertThat(signAfterAThird()).as("a part of a message came").isTrue();
        assertThat(signAfterAThird()).as("nothing more came").isFalse();

        receive(packet(PUBLISH, 100).slice(50, 52));
        gate.received(LIMIT);
        receive(packet(PUBLISH, 10));
        passed();
        for (int i = 0; i < 10; i++) {
            assertThat(signAfterAThird()).as("bytes are held").isTrue();
        }
    }

    private boolean signAfterAThird() {
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        return channel.readInbound() == MqttPingResp.INSTANCE;
    }

    private void receive(ByteBuf... packets) {
        channel.writeInbound(Unpooled.wrappedBuffer(packets));
    }

    private int passed() {
        int bytes = 0;
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            bytes += ((ByteBuf) message).readableBytes();
        }
        return bytes;
    }

    private static ByteBuf packet(int first, int length) {
        return Unpooled.buffer().writeByte(first).writeByte(length).writeZero(length);
    }
}
