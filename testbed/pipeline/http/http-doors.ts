import { HttpClient } from "../../../services/shared/http/http-client.ts";
import { loopback } from "../ports.ts";

/** Our services that listen for HTTP. */
export type HttpService = "publisher" | "consumer" | "proxy";

/** Files of one service. */
export interface HttpDoorFiles {
  /** Certificate of its HTTP server, which has the address 127.0.0.1 among its names (PEM). */
  readonly cert: string;
  /** Key of the certificate (PEM). */
  readonly key: string;
  /** Bearer token that its clients need, on the only line. */
  readonly token: string;
}

/** Files that shut the HTTP doors of our services: https, and a bearer token for each. */
export interface HttpDoors {
  /** Certificates that the clients of the services trust (PEM). */
  readonly ca: string;
  readonly services: Readonly<Record<HttpService, HttpDoorFiles>>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of a service's door without certificate and token, whatever the caller's environment has. */
export const openDoor: Variables = {
  HTTP_CERT_FILE: undefined,
  HTTP_KEY_FILE: undefined,
  HTTP_TOKEN_FILE: undefined,
  HTTP_CA_FILE: undefined,
  CONSUMER_TOKEN_FILE: undefined,
};

/** Returns the variables of a service that shut its door, and let the publisher in at the consumer's. */
export function doorVariables(doors: HttpDoors | undefined, service: HttpService): Variables {
  if (doors === undefined) return openDoor;
  const { cert, key, token } = doors.services[service];
  return {
    ...openDoor,
    ...{ HTTP_CERT_FILE: cert, HTTP_KEY_FILE: key, HTTP_TOKEN_FILE: token },
    ...(service === "publisher"
      ? { HTTP_CA_FILE: doors.ca, CONSUMER_TOKEN_FILE: doors.services.consumer.token }
      : {}),
  };
}

/** Returns the client of a service on this port. @throws {EnvironmentError} if a file cannot be used */
export function doorClient(doors: HttpDoors | undefined, service: HttpService, port: number): HttpClient {
  if (doors === undefined) return HttpClient.at(`http://${loopback}:${port}`);
  return HttpClient.open(
    { url: `https://${loopback}:${port}`, ca: doors.ca, token: doors.services[service].token },
    { ca: "certificates trusted at the HTTP services", token: `token of the ${service}` },
  );
}
