package io.github.mqttkafkatestbed.connect.support.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;

/** A self-signed certificate for {@code localhost} and its key, made by the JDK. */
public record TestIdentity(String name, Certificate certificate, Key key) {

    public static final String STORE_PASSWORD = "changeit";

    /**
     * Makes one, also as {@code <name>.p12} in a folder.
     *
     * @param algorithm as keytool names it
     */
    public static TestIdentity make(Path folder, String name, String algorithm) throws IOException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", name, "-keyalg", algorithm, "-dname", "CN=" + name,
                "-ext", "san=dns:localhost", "-validity", "2", "-storetype", "PKCS12",
                "-keystore", store.toString(), "-storepass", STORE_PASSWORD)
                .redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
        try {
            KeyStore keyStore = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
            return new TestIdentity(name, keyStore.getCertificate(name), keyStore.getKey(name, STORE_PASSWORD.toCharArray()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Writes a store with the certificate alone, for whoever trusts it. */
    Path trustStore(Path folder) throws IOException {
        Path file = folder.resolve(name + "-trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(name, certificate);
            store.store(out, STORE_PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return file;
    }

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the key in PKCS #8. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** Returns the key in PKCS #1 or SEC 1, which is what PKCS #8 has within its last element. */
    public String oldKeyPem() {
        byte[] pkcs8 = key.getEncoded();
        // RSA: 22 bytes before it, with lengths of two bytes; EC: as many as stand before its 0x04 and length of one byte.
        int start = key.getAlgorithm().equals("RSA") ? 26 : 2 + 3 + 2 + pkcs8[6] + 2;
        return pem(key.getAlgorithm() + " PRIVATE KEY", Arrays.copyOfRange(pkcs8, start, pkcs8.length));
    }

    /** Returns the first line of the key, which stands nowhere else. */
    public String secret() {
        return keyPem().split("\n")[1];
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END "
                + label + "-----\n";
    }
}
