import { type RequestHandler } from "express";
import { type Logger } from "pino";
import { type z } from "zod";
import { EnvironmentError } from "../../environment.ts";
import { PemFileError, type PemKeyPair, readKeyPair } from "../../tls/pem-files.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { BearerToken, BearerTokenError, readToken } from "./bearer-token.ts";
import { type doorSettings } from "./door-settings.ts";
import { FollowedFiles } from "./followed-files.ts";
import { hostCheck } from "./host-check.ts";
import { originCheck } from "./origin-check.ts";
import { tokenCheck } from "./token-check.ts";

/** Settings of an HTTP server. */
export type HttpDoorSettings = z.output<z.ZodObject<typeof doorSettings>> & { readonly HOST: string };

/** Certificate and key of a server, read again when their files change. */
export type ServerCertificate = FollowedFiles<PemKeyPair>;

/** Everything that decides whether an HTTP server answers a client: certificate, allowed hosts and origins, bearer token. */
export class HttpDoor implements Disposable {
  /** `undefined`: plain HTTP. */
  readonly certificate: ServerCertificate | undefined;
  /** Refuses requests for another host or from another site; the first handlers of an app. */
  readonly checks: readonly RequestHandler[];
  /** Refuses requests without the bearer token, if one is set. */
  readonly needsToken: RequestHandler;
  readonly #resources = new DisposableStack();

  /** @throws {EnvironmentError} if a file cannot be used */
  constructor(settings: HttpDoorSettings, logger: Logger) {
    const { HTTP_CERT_FILE: cert, HTTP_KEY_FILE: key, HTTP_TOKEN_FILE: tokenFile } = settings;
    if ((cert === undefined) !== (key === undefined))
      throw new EnvironmentError("HTTP_CERT_FILE and HTTP_KEY_FILE: both are needed, or none");
    this.checks = [hostCheck(new AllowedHosts(settings.HTTP_HOSTS, settings.HOST)), originCheck];
    this.certificate =
      cert === undefined || key === undefined
        ? undefined
        : this.#follow(
            [cert, key],
            () => readKeyPair({ cert, key }, { cert: "HTTP_CERT_FILE", key: "HTTP_KEY_FILE" }),
            logger,
          );
    const token = tokenFile && this.#follow([tokenFile], () => new BearerToken(readToken(tokenFile)), logger);
    this.needsToken = token ? tokenCheck(() => token.value) : (_request, _response, next) => next();
  }

  [Symbol.dispose](): void {
    this.#resources.dispose();
  }

  #follow<Value>(files: readonly string[], read: () => Value, logger: Logger): FollowedFiles<Value> {
    try {
      return this.#resources.use(new FollowedFiles(files, read, logger));
    } catch (error) {
      this.#resources.dispose();
      if (error instanceof PemFileError) throw new EnvironmentError(error.message);
      if (error instanceof BearerTokenError) throw new EnvironmentError(`HTTP_TOKEN_FILE ${error.message}`);
      throw error;
    }
  }
}
