package io.github.mqttkafkatestbed.connect.key;

import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * Record key taken from the first user property of a name (MQTT 5 section 3.3.2.3.7).
 *
 * @param name the property's name
 */
record PropertyKey(String name) implements RecordKey {

    @Override
    public String of(Mqtt5Publish publish, byte[] payload) throws RecordKeyException {
        for (Mqtt5UserProperty property : publish.getUserProperties().asList()) {
            if (property.getName().toString().equals(name)) {
                return property.getValue().toString();
            }
        }
        throw RecordKeyException.missing("The message has no user property " + name + ".");
    }

    @Override
    public boolean needsProperties() {
        return true;
    }
}
