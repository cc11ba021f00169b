package io.github.mqttkafkatestbed.connect.tls;

/**
 * TLS setting that cannot be used. The message has no text of a key, and there is no cause: that of a file that cannot be
 * opened has its name, which may be a key in a wrong form.
 */
public final class TlsSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String setting;

    TlsSettingException(String setting, String problem) {
        super(setting + " " + problem);
        this.setting = setting;
    }

    /** Returns the name of the setting. */
    public String setting() {
        return setting;
    }
}
