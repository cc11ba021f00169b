package io.github.mqttkafkatestbed.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.support.TestMessages;

@DisplayName("The headers of a record")
class RecordHeadersTest {

    @Test
    @DisplayName("are the user properties in order, including repeated ones, and then the connector's own, all of them text")
    void order() {
        Headers headers = headers("run", "r1", "seq", "7", "run", "again", "empty", "");

        assertThat(lines(headers)).containsExactly("run=r1", "seq=7", "run=again", "empty=",
                "mqtt.topic=t", "mqtt.qos=1", "mqtt.retained=false", "mqtt.duplicate=true");
        assertThat(headers).allMatch(header -> header.schema().equals(Schema.STRING_SCHEMA));
    }

    @Test
    @DisplayName("cannot be forged: a user property with a name of the connector's gets another name")
    void forged() {
        Headers headers = headers("mqtt.topic", "forged", "error.reason", "forged", "payload.sha256", "forged",
                "mqtt", "fine");

        assertThat(lines(headers)).startsWith("user.mqtt.topic=forged", "user.error.reason=forged",
                "user.payload.sha256=forged", "mqtt=fine");
        assertThat(headers.allWithName("mqtt.topic")).toIterable().singleElement()
                .extracting(Header::value).isEqualTo("t");
    }

    private static Headers headers(String... properties) {
        return RecordHeaders.of(new Delivery(TestMessages.of("t", MqttQos.AT_LEAST_ONCE, "p", properties), true, TestMessages.SESSION,
                delivery -> { }));
    }

    private static List<String> lines(Headers headers) {
        List<String> lines = new ArrayList<>();
        headers.forEach(header -> lines.add(header.key() + "=" + header.value()));
        return lines;
    }
}
