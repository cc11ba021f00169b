package io.github.mqttkafkatestbed.connect.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;

/** Reader of a private key in PKCS #8, PKCS #1 (RSA) or SEC 1 (EC) that checks that it belongs to a certificate. */
final class PrivateKeyReader {

    /** By label; the value is the algorithm of the only keys in this form, empty for any. */
    private static final Map<String, String> FORMS =
            Map.of("PRIVATE KEY", "", "RSA PRIVATE KEY", "RSA", "EC PRIVATE KEY", "EC");

    /** Signatures that show whether two keys belong together, by their algorithm. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private PrivateKeyReader() { }

    /**
     * Finds the block of a key, which is the only one of this kind, perhaps beside certificates or parameters.
     *
     * @throws TlsSettingException if there is none, or one that is encrypted
     */
    static PemBlock find(PemSetting setting) {
        PemBlock block = setting.read().stream().filter(each -> each.label().endsWith("PRIVATE KEY")).findFirst()
                .orElseThrow(() -> setting.problem("has no private key"));
        if (block.isEncrypted()) {
            throw setting.problem("has an encrypted key, which is not taken: openssl pkcs8 -topk8 -nocrypt decrypts it");
        }
        if (!FORMS.containsKey(block.label())) {
            throw setting.problem("has a key in the form " + block.label() + ", which is not taken: openssl pkcs8 -topk8 -nocrypt"
                    + " writes PKCS #8");
        }
        return block;
    }

    /**
     * Reads a key.
     *
     * @param ofCertificate public key of the certificate
     * @throws TlsSettingException if it is none, or another than the certificate's
     */
    static PrivateKey read(PemSetting setting, PublicKey ofCertificate) {
        PemBlock block = find(setting);
        String algorithm = ofCertificate.getAlgorithm();
        String only = FORMS.get(block.label());
        if (only.isEmpty() || only.equals(algorithm)) {
            try {
                byte[] bytes = only.isEmpty() ? block.bytes() : Der.pkcs8(block.bytes(), ofCertificate.getEncoded());
                PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
                if (belongTogether(key, ofCertificate)) {
                    return key;
                }
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw setting.problem("has a key that cannot be read, or is not of the certificate's algorithm, " + algorithm);
            }
        }
        throw setting.problem("has a key that does not belong to the certificate");
    }

    private static boolean belongTogether(PrivateKey key, PublicKey ofCertificate) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(ofCertificate);
        signature.update(text);
        return signature.verify(signed);
    }
}
