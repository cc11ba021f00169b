package io.github.mqttkafkatestbed.connect.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.support.broker.TestIdentity;

@DisplayName("Certificates and key of the TLS settings")
class TlsMaterialTest {

    @TempDir
    private static Path folder;
    private static TestIdentity ec;
    private static TestIdentity rsa;

    @BeforeAll
    static void makeIdentities() throws IOException, InterruptedException {
        ec = TestIdentity.make(folder, "ec", "EC");
        rsa = TestIdentity.make(folder, "rsa", "RSA");
    }

    @Test
    @DisplayName("are read in PKCS #8, PKCS #1 and SEC 1, with other text and blocks around them, and with line breaks written as \\n")
    void forms() {
        assertThat(read(ec.certificatePem(), ec.keyPem()).own()).isNotNull();
        assertThat(read(rsa.certificatePem(), rsa.keyPem()).own()).isNotNull();
        assertThat(read(ec.certificatePem(), "-----BEGIN EC PARAMETERS-----\nBg==\n-----END EC PARAMETERS-----\n" + ec.oldKeyPem())
                .own()).isNotNull();
        assertThat(read("subject=CN\n" + rsa.certificatePem(), rsa.oldKeyPem()).own()).isNotNull();
        assertThat(read(ec.certificatePem().replace("\n", "\\n"), ec.keyPem().replace("\n", "\\n")).own()).isNotNull();
    }

    @Test
    @DisplayName("are read from files as they are at that moment")
    void files() throws IOException {
        Path key = Files.writeString(folder.resolve("key.pem"), "nothing");
        assertThatThrownBy(() -> read(ec.certificatePem(), key.toString()))
                .hasMessage("mqtt.tls.key names a file that has no complete block of PEM");
        Files.writeString(key, ec.keyPem());
        assertThat(read(ec.certificatePem(), key.toString()).own()).isNotNull();
    }

    @Test
    @DisplayName("are refused if the key is another than the certificate's")
    void otherKey() {
        assertThatThrownBy(() -> read(ec.certificatePem(), rsa.oldKeyPem()))
                .hasMessage("mqtt.tls.key has a key that does not belong to the certificate");
        assertThatThrownBy(() -> read(rsa.certificatePem(), ec.keyPem()))
                .hasMessage("mqtt.tls.key has a key that cannot be read, or is not of the certificate's algorithm, RSA");
    }

    @Test
    @DisplayName("are refused if further certificates are not those between the client's and its authority")
    void noChain() {
        assertThatThrownBy(() -> read(rsa.certificatePem() + ec.certificatePem(), rsa.keyPem()))
                .hasMessage("mqtt.tls.certificate has certificates that are no chain: each but the last must be issued by the next");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "s3cretBase64WithoutItsFirstLine", "/no/such/s3cret.pem", "s3cret\0", "-----BEGIN PRIVATE KEY-----\ns3cret",
        "-----BEGIN PRIVATE KEY-----\ns3cret!\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n=s3cret\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\ns3cret\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\ns3cret\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN DSA PRIVATE KEY-----\ns3cret\n-----END DSA PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\ns3cret\n-----END CERTIFICATE-----"})
    @DisplayName("are refused with the name of the setting, and no exception has any text of the key")
    void secret(String key) {
        assertThatThrownBy(() -> read(ec.certificatePem(), key)).isInstanceOf(TlsSettingException.class)
                .hasMessageStartingWith("mqtt.tls.key ").hasNoCause().hasMessageNotContaining("s3cret");
        assertThat(settings(ec.certificatePem(), key).toString()).doesNotContain("s3cret");
    }

    @Test
    @DisplayName("are refused with what to do about an encrypted key")
    void encrypted() {
        assertThatThrownBy(() -> read(ec.certificatePem(), ec.keyPem().replace("PRIVATE", "ENCRYPTED PRIVATE")))
                .hasMessageContaining("has an encrypted key, which is not taken: openssl pkcs8 -topk8 -nocrypt decrypts it");
    }

    private static TlsMaterial read(String certificate, String key) {
        return TlsMaterial.read(settings(certificate, key));
    }

    private static TlsSettings settings(String certificate, String key) {
        return new TlsSettings(Optional.empty(), Optional.of(new PemSetting("mqtt.tls.certificate", certificate)),
                Optional.of(new PemSetting("mqtt.tls.key", key)));
    }
}
