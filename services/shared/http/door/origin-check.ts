import { type RequestHandler } from "express";

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const shownLength = 100;

/**
 * Refuses with 403 a request that may change something and comes from a page of another site: browsers send its `Origin` (WHATWG
 * Fetch, "Origin header"). Other clients send none.
 */
export const originCheck: RequestHandler = (request, response, next) => {
  const { origin, host = "" } = request.headers;
  if (origin === undefined || safeMethods.has(request.method) || isOwnOrigin(origin, host)) {
    next();
    return;
  }
  response.status(403).json({
    message: `Origin ${origin.slice(0, shownLength)}: ${request.method} is allowed from pages of ${host}, and without Origin`,
  });
};

/** Whether an origin is that of the host. Its scheme may differ: something else may speak TLS for this server. */
function isOwnOrigin(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.host !== "" && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}
