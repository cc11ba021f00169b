package io.github.mqttkafkatestbed.connect.wire;

import java.lang.reflect.Constructor;

import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderContext;
import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderException;
import com.hivemq.client.internal.mqtt.codec.decoder.mqtt5.Mqtt5PublishDecoder;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The client's own decoder of PUBLISH packets, which {@link PublishDecoder} replaces. */
final class ClientDecoder {

    private static final int MAX_PACKET_BYTES = 268_435_460;

    private final Mqtt5PublishDecoder decoder = instance(Mqtt5PublishDecoder.class);
    private final MqttDecoderContext context;

    /** @param validatesPayloadFormat whether a payload whose format is UTF-8 must be well-formed; the client's default is false */
    ClientDecoder(boolean validatesPayloadFormat) {
        context = instance(MqttDecoderContext.class, MAX_PACKET_BYTES, 0, true, true, validatesPayloadFormat, false, false, false);
    }

    /**
     * Decodes a packet.
     *
     * @throws MqttDecoderException if the client would end the connection
     */
    MqttStatefulPublish decode(byte[] packet) throws MqttDecoderException {
        ByteBuf body = Unpooled.wrappedBuffer(packet);
        int flags = body.readByte() & 15;
        while (body.readByte() < 0) {
            // The rest of the remaining length.
        }
        return decoder.decode(flags, body, context);
    }

    private static <T> T instance(Class<T> type, Object... arguments) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance(arguments));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("this version of the client has another " + type, e);
        }
    }
}
