package io.github.mqttkafkatestbed.connect.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates and key for one connection, from settings and files as they are now.
 *
 * @param trusted null for what the JVM trusts
 * @param own     null without a client certificate
 */
public record TlsMaterial(TrustManagerFactory trusted, KeyManagerFactory own) {

    private static final char[] NO_PASSWORD = {};

    /**
     * Reads the files that the settings name.
     *
     * @throws TlsSettingException if one cannot be used
     */
    public static TlsMaterial read(TlsSettings settings) {
        try {
            return new TlsMaterial(
                    settings.ca().isEmpty() ? null : trusted(Certificates.read(settings.ca().get())),
                    settings.key().isEmpty() ? null : own(settings.certificate().orElseThrow(), settings.key().get()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JVM makes no key store: " + e.getClass().getSimpleName());
        }
    }

    private static TrustManagerFactory trusted(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca-" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyManagerFactory own(PemSetting certificate, PemSetting key) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = Certificates.read(certificate);
        PrivateKey privateKey = PrivateKeyReader.read(key, chain.get(0).getPublicKey());
        KeyStore store = emptyStore();
        try {
            store.setKeyEntry("own", privateKey, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        } catch (KeyStoreException e) {
            throw certificate.problem("has certificates that are no chain: each but the last must be issued by the next");
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
