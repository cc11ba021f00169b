package io.github.mqttkafkatestbed.connect.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The little of DER (X.690) that turns an RSA or EC key of OpenSSL's old forms into PKCS #8, the only form that Java reads. */
final class Der {

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private Der() { }

    /**
     * Wraps a key in PKCS #8 (RFC 5208 section 5).
     *
     * @param key       RSAPrivateKey of PKCS #1, or ECPrivateKey of SEC 1
     * @param publicKey SubjectPublicKeyInfo of its public key, which names algorithm and curve in the same form
     */
    static byte[] pkcs8(byte[] key, byte[] publicKey) {
        return element(SEQUENCE, VERSION_0, algorithm(publicKey), element(OCTET_STRING, key));
    }

    /** Returns the first element within a sequence. */
    private static byte[] algorithm(byte[] publicKey) {
        int from = contentStart(publicKey, 0);
        int start = contentStart(publicKey, from);
        return Arrays.copyOfRange(publicKey, from, start + contentLength(publicKey, from));
    }

    private static int contentStart(byte[] der, int from) {
        int first = der[from + 1] & 0xff;
        return from + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int contentLength(byte[] der, int from) {
        int first = der[from + 1] & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = from + 2; i < contentStart(der, from); i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < 0x80) {
            element.write(length);
        } else {
            element.writeBytes(length < 0x100 ? new byte[] {(byte) 0x81, (byte) length}
                    : new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
