package io.github.mqttkafkatestbed.connect.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reader of X.509 certificates. */
final class Certificates {

    private Certificates() { }

    /**
     * Reads all certificates of a setting.
     *
     * @return at least one, in their order
     * @throws TlsSettingException if there is none, or one that cannot be read
     */
    static List<X509Certificate> read(PemSetting setting) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemBlock block : setting.read()) {
                if (block.label().equals("CERTIFICATE")) {
                    certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw setting.problem("has a certificate that cannot be read");
        }
        if (certificates.isEmpty()) {
            throw setting.problem("has no certificate");
        }
        return certificates;
    }
}
