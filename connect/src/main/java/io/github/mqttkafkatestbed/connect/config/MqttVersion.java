package io.github.mqttkafkatestbed.connect.config;

/** Version of MQTT that the connector speaks: the setting {@code mqtt.version}. */
public enum MqttVersion {
    V5("5"),
    V3_1_1("3.1.1");

    private final String setting;

    MqttVersion(String setting) {
        this.setting = setting;
    }

    /** Whether packets have properties (MQTT 5 section 2.2.2). */
    public boolean hasProperties() {
        return this == V5;
    }

    /** Whether a subscription may ask for retained messages only if it is new (MQTT 5 section 3.8.3.1). */
    public boolean hasRetainHandling() {
        return this == V5;
    }

    /** Returns the value of the setting, such as {@code 3.1.1}. */
    @Override
    public String toString() {
        return setting;
    }
}
