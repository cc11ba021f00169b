package io.github.mqttkafkatestbed.connect.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Setting whose value is PEM, or the path of a file with it.
 *
 * @param name  name of the setting
 * @param value not shown by {@link #toString}: it may be a key
 */
public record PemSetting(String name, String value) {

    /** Whether the value is PEM, and not a path. */
    boolean isText() {
        return value.contains(PemBlock.BEGIN);
    }

    /**
     * Returns the blocks of the text, or of the file as it is now.
     *
     * @throws TlsSettingException if the file cannot be read, or if there is no block
     */
    List<PemBlock> read() {
        // Config providers and environment variables may have line breaks as backslash and n.
        String text = isText() ? value.replace("\\n", "\n") : readFile();
        List<PemBlock> blocks = PemBlock.findAll(text);
        if (blocks.isEmpty()) {
            throw problem((isText() ? "has" : "names a file that has") + " no complete block of PEM");
        }
        return blocks;
    }

    private String readFile() {
        try {
            return Files.readString(Path.of(value), StandardCharsets.ISO_8859_1);
        } catch (IOException | InvalidPathException e) {
            throw problem("is neither PEM nor the path of a file that can be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    TlsSettingException problem(String text) {
        return new TlsSettingException(name, text);
    }

    @Override
    public String toString() {
        return name;
    }
}
