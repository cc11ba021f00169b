import { type Request, type RequestHandler, type Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { type BearerToken } from "./bearer-token.ts";

const windowMs = 60_000;
/** Wrong tokens that a client may send within the window; after them none of its tokens is looked at, the right one neither. */
const wrongTokens = 10;

/**
 * Refuses requests without the bearer token with 401, and those of a client that has guessed too often with 429. A request without a
 * token is no guess: a web page can send those to shut out the user, but none with a token (WHATWG Fetch, "CORS-preflight fetch").
 */
export function tokenCheck(token: () => BearerToken): RequestHandler {
  const countWrong = rateLimit({
    windowMs,
    limit: wrongTokens,
    keyGenerator: clientOf,
    handler: (_request, response) => refuseGuesses(response, windowMs),
    standardHeaders: false,
    legacyHeaders: false,
    // It would write to the console about headers that clients choose.
    validate: false,
  });
  return async (request, response, next) => {
    const [, given] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? "") ?? [];
    if (given === undefined) {
      unauthorized(response, "Bearer", "A bearer token is needed, in the header Authorization: Bearer TOKEN");
      return;
    }
    const { totalHits = 0, resetTime } = (await countWrong.getKey(clientOf(request))) ?? {};
    const waitMs = (resetTime?.getTime() ?? 0) - Date.now();
    if (totalHits >= wrongTokens && waitMs > 0) refuseGuesses(response, waitMs);
    else if (token().matches(given)) next();
    else
      await countWrong(request, response, () =>
        unauthorized(response, 'Bearer error="invalid_token"', "The bearer token is wrong"),
      );
  };
}

/** Returns the address of a client; of IPv6 its network, which has addresses enough for a guess from each. */
function clientOf({ socket }: Request): string {
  return ipKeyGenerator(socket.remoteAddress ?? "");
}

/** Answers 401 with a challenge (RFC 6750 section 3). */
function unauthorized(response: Response, challenge: string, message: string): void {
  response.status(401).set("www-authenticate", challenge).json({ message });
}

function refuseGuesses(response: Response, waitMs: number): void {
  const seconds = Math.ceil(waitMs / 1_000);
  response
    .status(429)
    .set("retry-after", String(seconds))
    .json({ message: `Too many wrong bearer tokens: the next one is looked at in ${seconds} s` });
}
