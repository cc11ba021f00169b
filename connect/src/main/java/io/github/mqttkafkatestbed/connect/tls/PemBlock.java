package io.github.mqttkafkatestbed.connect.tls;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Block of PEM (RFC 7468), such as a certificate.
 *
 * @param label what it is, such as {@code CERTIFICATE}
 * @param body  Base64, perhaps with headers before it
 */
record PemBlock(String label, String body) {

    static final String BEGIN = "-----BEGIN ";

    private static final Pattern FORM = Pattern.compile(BEGIN + "([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** Finds the blocks of a text; other text between them is allowed. */
    static List<PemBlock> findAll(String text) {
        return FORM.matcher(text).results().map(block -> new PemBlock(block.group(1), block.group(2))).toList();
    }

    /** Whether it is a key that needs a password. */
    boolean isEncrypted() {
        return label.startsWith("ENCRYPTED ") || body.contains("ENCRYPTED");
    }

    /**
     * Returns the bytes.
     *
     * @throws IllegalArgumentException if the body is not Base64
     */
    byte[] bytes() {
        return Base64.getMimeDecoder().decode(body);
    }

    @Override
    public String toString() {
        return label;
    }
}
