package io.github.mqttkafkatestbed.connect.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * TLS settings; each may be absent.
 *
 * @param ca          certificates of the authorities that the broker's certificate may come from; default: those of the JVM
 * @param certificate the client's certificate, and those between it and its authority
 * @param key         the client's private key
 */
public record TlsSettings(Optional<PemSetting> ca, Optional<PemSetting> certificate, Optional<PemSetting> key) {

    /** Finds what is wrong with those whose value is PEM: a path need not exist where the settings are checked. */
    public List<TlsSettingException> problemsOfTexts() {
        List<TlsSettingException> problems = new ArrayList<>();
        Stream.of(ca, certificate).flatMap(Optional::stream).filter(PemSetting::isText)
                .forEach(setting -> tryTo(() -> Certificates.read(setting), problems));
        key.filter(PemSetting::isText).ifPresent(setting -> tryTo(() -> PrivateKeyReader.find(setting), problems));
        if (problems.isEmpty() && certificate.filter(PemSetting::isText).isPresent() && key.filter(PemSetting::isText).isPresent()) {
            tryTo(() -> PrivateKeyReader.read(key.get(), Certificates.read(certificate.get()).get(0).getPublicKey()), problems);
        }
        return problems;
    }

    private static void tryTo(Runnable reading, List<TlsSettingException> problems) {
        try {
            reading.run();
        } catch (TlsSettingException e) {
            problems.add(e);
        }
    }
}
