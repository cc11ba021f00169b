package io.github.mqttkafkatestbed.connect.config;

import static io.github.mqttkafkatestbed.connect.config.LeastSettings.problems;
import static io.github.mqttkafkatestbed.connect.config.LeastSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of TLS")
class TlsSettingsTest {

    private static final String NO_KEY = "-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mqtt.tls.ca          | mqtt://b                  | mqtt.tls.ca needs an address with mqtts:// or wss:// in mqtt.url",
        "mqtt.tls.ca          | ws://b/mqtt               | mqtt.tls.ca needs an address with mqtts:// or wss:// in mqtt.url",
        "mqtt.tls.certificate | mqtts://b                 | mqtt.tls.certificate needs mqtt.tls.key beside it",
        "mqtt.tls.key         | wss://b/mqtt              | mqtt.tls.key needs mqtt.tls.certificate beside it"})
    @DisplayName("have one error if another is missing beside them")
    void together(String name, String url, String error) {
        assertThat(problems(with("mqtt.url", url, name, "/file.pem"))).containsExactly(error);
    }

    @Test
    @DisplayName("may name files that do not exist where the settings are checked")
    void files() {
        assertThat(problems(with("mqtt.url", "mqtts://b", "mqtt.tls.ca", "/no/ca.pem", "mqtt.tls.certificate", "/no/c.pem",
                "mqtt.tls.key", "/no/k.pem"))).isEmpty();
    }

    @Test
    @DisplayName("have an error for PEM that cannot be read, which has nothing of a key, in whichever setting it is")
    void texts() {
        assertThat(problems(with("mqtt.url", "mqtts://b", "mqtt.tls.ca", "-----BEGIN CERTIFICATE-----", "mqtt.tls.certificate",
                NO_KEY, "mqtt.tls.key", "-----BEGIN PRIVATE KEY-----s3cret"))).containsExactlyInAnyOrder(
                        "mqtt.tls.ca has no complete block of PEM", "mqtt.tls.certificate has no certificate",
                        "mqtt.tls.key has no complete block of PEM");
    }

    @Test
    @DisplayName("have an error for a key that is a variable which nobody resolved")
    void variable() {
        assertThat(problems(with("mqtt.url", "mqtts://b", "mqtt.tls.certificate", "/c.pem", "mqtt.tls.key", "${env:KEY}")))
                .singleElement().asString().startsWith("mqtt.tls.key has the variable ${env:KEY}");
    }

    @Test
    @DisplayName("do not show the key as text")
    void hidden() {
        MqttSourceConfig config = MqttSourceConfig.of(with("mqtt.url", "mqtts://b", "mqtt.tls.certificate", "/c.pem",
                "mqtt.tls.key", "s3cret"));
        assertThat(config.values().toString() + config.tls()).doesNotContain("s3cret");
    }
}
