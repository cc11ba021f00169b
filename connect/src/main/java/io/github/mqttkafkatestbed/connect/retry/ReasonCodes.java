package io.github.mqttkafkatestbed.connect.retry;

import java.util.Locale;

import com.hivemq.client.mqtt.mqtt3.message.Mqtt3ReturnCode;
import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;

/** Text form of MQTT reason codes. */
public final class ReasonCodes {

    private ReasonCodes() { }

    /** Returns number and name of a code, such as {@code 0x87 not authorized}. */
    public static String describe(Mqtt5ReasonCode code) {
        return String.format("0x%02X %s", code.getCode(), words(code));
    }

    /** Returns number and name of a code of MQTT 3.1.1, such as {@code return code 5 not authorized}. */
    static String describe(Mqtt3ReturnCode code) {
        return "return code " + code.getCode() + " " + words(code);
    }

    private static String words(Object code) {
        return code.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
