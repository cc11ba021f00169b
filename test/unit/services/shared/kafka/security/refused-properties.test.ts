import { expect, test } from "vitest";
import { ClientPropertiesError } from "../../../../../../services/shared/kafka/security/client-properties-error.ts";
import { plain, sasl, scram, settingsIn, ssl } from "./settings-in.ts";

test.each<[RegExp, ...string[]]>([
  [
    /security\.protocol=TLS is refused: PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL is allowed/,
    "security.protocol=TLS",
  ],
  [/ssl\.truststore\.location is set, but not security\.protocol/, "ssl.truststore.location=ca.pem"],
  [/sasl\.jaas\.config is set, but not security\.protocol/, `sasl.jaas.config=${scram}`],
  [/sasl\.mechanism=GSSAPI is refused: PLAIN, SCRAM-SHA-256/, "security.protocol=SASL_SSL"],
  [/sasl\.jaas\.config is needed/, "security.protocol=SASL_SSL", "sasl.mechanism=PLAIN"],
  [/PLAIN needs PlainLoginModule/, ...sasl("PLAIN", scram)],
  [/SCRAM-SHA-256 needs ScramLoginModule/, ...sasl("SCRAM-SHA-256", plain)],
  [/no password/, ...sasl("PLAIN", plain.replace(' password="s3cret"', ""))],
  [/no username/, ...sasl("PLAIN", plain.replace(' username="u"', ""))],
  [/other options/, ...sasl("PLAIN", plain.replace(";", " tokenauth=true;"))],
  [/sasl\.login\.callback\.handler\.class is not supported/, "sasl.login.callback.handler.class=a.B"],
  [/consumer\.sasl\.jaas\.config is not supported/, "consumer.sasl.jaas.config=x"],
  [/ssl\.ca\.location is not supported; allowed are .*ssl\.truststore\.location/, "ssl.ca.location=ca.pem"],
  [/security\.providers is not supported/, "security.providers=a.B"],
  [/config\.providers is not supported/, "config.providers=file"],
  [
    /ssl\.truststore\.type=JKS is not read here: PEM is allowed\. To convert: keytool/,
    ...ssl("ssl.truststore.location=a.jks"),
  ],
  [
    /ssl\.truststore\.type=PKCS12 is not read/,
    ...ssl("ssl.truststore.type=PKCS12", "ssl.truststore.location=a.p12"),
  ],
  [
    /ssl\.truststore\.location=a\.pem cannot be read: no such file/,
    ...ssl("ssl.truststore.type=PEM", "ssl.truststore.location=a.pem"),
  ],
  [
    /ssl\.truststore\.location=empty\.pem has no certificate/,
    ...ssl("ssl.truststore.type=PEM", "ssl.truststore.location=empty.pem"),
  ],
  [
    /has a certificate that cannot be read/,
    ...ssl("ssl.truststore.type=PEM", "ssl.truststore.location=bad.pem"),
  ],
  [
    /one of them is allowed/,
    ...ssl("ssl.truststore.type=PEM", "ssl.truststore.location=a", "ssl.truststore.certificates=b"),
  ],
  [
    /ssl\.truststore\.password is not allowed/,
    ...ssl("ssl.truststore.type=PEM", "ssl.truststore.location=a", "ssl.truststore.password=s3cret"),
  ],
  [
    /ssl\.keystore\.location=empty\.pem has no certificate/,
    ...ssl("ssl.keystore.type=PEM", "ssl.keystore.location=empty.pem"),
  ],
  [/need each other/, ...ssl("ssl.keystore.type=PEM", "ssl.keystore.key=s3cret")],
  [/need ssl\.keystore\.type=PEM; it is JKS/, ...ssl("ssl.keystore.key=s3cret")],
  [/ssl\.enabled\.protocols=TLSv1\.1 is refused/, ...ssl("ssl.enabled.protocols=TLSv1.2,TLSv1.1")],
  [/ssl\.cipher\.suites is not supported/, ...ssl("ssl.cipher.suites=a")],
  [
    /ssl\.endpoint\.identification\.algorithm=ldaps is refused/,
    ...ssl("ssl.endpoint.identification.algorithm=LDAPS"),
  ],
  [/session\.timeout\.ms=6 s is refused: 1 to 1800000/, "session.timeout.ms=6 s"],
  [/\\u has to be followed by four hexadecimal digits/, String.raw`sasl.jaas.config=s3cret\u00zz`],
])("%s", (reason, ...lines) => {
  const files = {
    ...{
      "empty.pem": "nothing",
      "bad.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    },
  };
  expect(() => settingsIn(lines, files)).toThrow(ClientPropertiesError);
  expect(() => settingsIn(lines, files)).toThrow(reason);
  expect(() => settingsIn(lines, files)).toThrow(/^(?!.*s3cret)/);
});
