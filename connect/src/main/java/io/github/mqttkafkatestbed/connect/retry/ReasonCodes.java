package io.github.mqttkafkatestbed.connect.retry;

import java.util.Locale;

import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;

/** Text form of MQTT reason codes. */
public final class ReasonCodes {

    private ReasonCodes() { }

    /** Returns number and name of a code, such as {@code 0x87 not authorized}. */
    public static String describe(Mqtt5ReasonCode code) {
        return String.format("0x%02X %s", code.getCode(), code.toString().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
