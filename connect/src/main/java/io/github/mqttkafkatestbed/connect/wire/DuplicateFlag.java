package io.github.mqttkafkatestbed.connect.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * Access to the DUP flag (MQTT 5 section 3.3.1.1), which the API of HiveMQ's client does not have.
 *
 * <p>The flag is held by the client's internal message behind the acknowledgement: {@code MqttPublish.confirmable},
 * {@code MqttIncomingPublishConfirmable.publishWithFlows}, {@code MqttStatefulPublishWithFlows.publish}. The version of
 * the client is pinned, and a version without these fields fails when this class is loaded.
 */
public final class DuplicateFlag {

    private static final String INCOMING = "com.hivemq.client.internal.mqtt.handler.publish.incoming.";
    private static final MethodHandle STATEFUL_PUBLISH = statefulPublish();

    private DuplicateFlag() { }

    /**
     * Returns the DUP flag of a message.
     *
     * @param publish a message that was received with manual acknowledgement
     * @return false for QoS 0, which has no such flag
     */
    public static boolean of(Mqtt5Publish publish) {
        if (publish.getQos() == MqttQos.AT_MOST_ONCE) {
            return false;
        }
        try {
            return ((MqttStatefulPublish) (Object) STATEFUL_PUBLISH.invokeExact((Object) publish)).isDup();
        } catch (Throwable e) {
            throw new IllegalStateException("this version of the HiveMQ client hides the DUP flag elsewhere", e);
        }
    }

    private static MethodHandle statefulPublish() {
        try {
            MethodHandle confirmable = getter(MqttPublish.class, "confirmable");
            MethodHandle flows = getter(Class.forName(INCOMING + "MqttIncomingPublishConfirmable"), "publishWithFlows");
            MethodHandle publish = getter(Class.forName(INCOMING + "MqttStatefulPublishWithFlows"), "publish");
            return chain(chain(confirmable, flows), publish).asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle getter(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field);
    }

    private static MethodHandle chain(MethodHandle first, MethodHandle second) {
        return MethodHandles.filterReturnValue(first,
                second.asType(second.type().changeParameterType(0, first.type().returnType())));
    }
}
