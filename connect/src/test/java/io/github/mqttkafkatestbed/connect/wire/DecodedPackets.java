package io.github.mqttkafkatestbed.connect.wire;

import java.util.ArrayList;
import java.util.List;

import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

/** A {@link PublishDecoder} and what it passes on, as text: a line for each message, the bytes of other packets joined. */
final class DecodedPackets implements AutoCloseable {

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private final EmbeddedChannel channel;
    private final List<Throwable> faults = new ArrayList<>();
    private final StringBuilder passed = new StringBuilder();

    DecodedPackets(MessageLimits limits) {
        this(limits, true);
    }

    /** @param hasProperties false for packets of MQTT 3.1.1 */
    DecodedPackets(MessageLimits limits, boolean hasProperties) {
        channel = new EmbeddedChannel(new PublishDecoder(limits, hasProperties, faults::add));
        channel.config().setAllocator(memory);
    }

    /** Returns all messages and bytes that a stream becomes. */
    static String of(MessageLimits limits, byte[]... chunks) {
        try (DecodedPackets decoded = new DecodedPackets(limits)) {
            for (byte[] chunk : chunks) {
                decoded.read(chunk);
            }
            return decoded.passed();
        }
    }

    /** Returns the message of a packet. */
    static MqttStatefulPublish message(MessageLimits limits, byte[] packet) {
        try (DecodedPackets decoded = new DecodedPackets(limits)) {
            decoded.channel.writeInbound(Unpooled.wrappedBuffer(packet));
            return decoded.channel.readInbound();
        }
    }

    void read(byte[] chunk) {
        ByteBuf bytes = channel.alloc().directBuffer().writeBytes(chunk);
        channel.writeInbound(bytes);
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            if (next instanceof ByteBuf other) {
                passed.append(ByteBufUtil.hexDump(other));
                other.release();
            } else {
                passed.append('\n').append(describe((MqttStatefulPublish) next)).append('\n');
            }
        }
    }

    /** Returns what was passed on so far. */
    String passed() {
        if (!faults.isEmpty()) {
            throw new AssertionError("fault of the decoder", faults.get(0));
        }
        return passed.toString();
    }

    static String describe(MqttStatefulPublish message) {
        MessageDefects defects = MessageDefects.of(message.stateless());
        String text = message.getPacketIdentifier() + " " + message.isDup() + " ";
        if (defects == null) {
            return text + describe(message.stateless());
        }
        return text + describe((MqttPublish) defects.message()) + " carrier qos=" + message.stateless().getQos() + " topic "
                + defects.hasTopic() + " malformed: " + defects.malformation() + " dropped " + defects.droppedUserProperties()
                + " of " + defects.userProperties() + ", " + defects.bytes() + " bytes, cut " + defects.cutPayload();
    }

    private static String describe(MqttPublish publish) {
        return publish + " " + ByteBufUtil.hexDump(publish.getPayloadAsBytes());
    }

    /** Returns the faults of the decoder. */
    List<Throwable> faults() {
        return faults;
    }

    /** Ends the connection; fails if the decoder still holds bytes. */
    @Override
    public void close() {
        channel.finishAndReleaseAll();
        long held = memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory();
        if (held != 0) {
            throw new AssertionError(held + " bytes are not released");
        }
    }
}
