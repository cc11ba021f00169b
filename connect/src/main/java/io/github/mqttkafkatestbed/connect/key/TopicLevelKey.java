package io.github.mqttkafkatestbed.connect.key;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * Record key that is a level of the MQTT topic.
 *
 * @param level number of the level, from 1
 */
record TopicLevelKey(int level) implements RecordKey {

    /** Most levels of a topic, which has up to 65,535 bytes (MQTT 5 section 4.7.3). */
    static final int MAX_LEVEL = 65_536;

    @Override
    public String of(Mqtt5Publish publish, byte[] payload) throws RecordKeyException {
        String topic = publish.getTopic().toString();
        int start = 0;
        for (int passed = 1; passed < level; passed++) {
            start = topic.indexOf('/', start) + 1;
            if (start == 0) {
                throw RecordKeyException.missing("The MQTT topic has no level " + level + ".");
            }
        }
        int end = topic.indexOf('/', start);
        return topic.substring(start, end < 0 ? topic.length() : end);
    }
}
