import { join } from "node:path";
import { HttpClient } from "../../../services/shared/http/http-client.ts";
import { fileNames } from "../../certificates/folder/file-names.ts";
import { type HttpService } from "../../certificates/identities.ts";
import { loopback } from "../ports.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of a service's door without certificate and token, whatever the caller's environment has. */
export const openDoor: Variables = {
  HTTP_CERT_FILE: undefined,
  HTTP_KEY_FILE: undefined,
  HTTP_TOKEN_FILE: undefined,
  HTTP_CA_FILE: undefined,
  CONSUMER_TOKEN_FILE: undefined,
  CONNECT_CERT_FILE: undefined,
  CONNECT_KEY_FILE: undefined,
  CONNECT_METRICS_PASSWORD_FILE: undefined,
};

/**
 * Returns the variables of a service that shut its door, and let the publisher in at those of the consumer and of Connect. `certificates`: the pipeline's folder of
 * certificates and tokens; `undefined`: plain HTTP, and no token.
 */
export function doorVariables(certificates: string | undefined, service: HttpService): Variables {
  if (certificates === undefined) return openDoor;
  const file = (name: string) => join(certificates, name);
  return {
    ...openDoor,
    HTTP_CERT_FILE: file(fileNames.certificate(service)),
    HTTP_KEY_FILE: file(fileNames.key(service)),
    HTTP_TOKEN_FILE: file(fileNames.token(service)),
    ...(service === "publisher"
      ? {
          HTTP_CA_FILE: file(fileNames.ca),
          CONSUMER_TOKEN_FILE: file(fileNames.token("consumer")),
          CONNECT_CERT_FILE: file(fileNames.certificate(service)),
          CONNECT_KEY_FILE: file(fileNames.key(service)),
          CONNECT_METRICS_PASSWORD_FILE: file(fileNames.metricsPassword),
        }
      : {}),
  };
}

/** Returns the client of a service on this port. @throws {EnvironmentError} if a file cannot be used */
export function doorClient(certificates: string | undefined, service: HttpService, port: number): HttpClient {
  if (certificates === undefined) return HttpClient.at(`http://${loopback}:${port}`);
  return HttpClient.open(
    {
      url: `https://${loopback}:${port}`,
      ca: join(certificates, fileNames.ca),
      token: join(certificates, fileNames.token(service)),
    },
    { ca: "certificates trusted at the HTTP services", token: `token of the ${service}` },
  );
}
