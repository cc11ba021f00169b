import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type RequestHandler } from "express";
import helmet from "helmet";

const pageUrl = new URL("page/index.html", import.meta.url);

/**
 * Returns the security headers of the status page: it loads from its own origin only, and runs no script in the page but its
 * own, known by its hash (Content Security Policy Level 3, section 2.3.1). No HSTS: it would
 * apply to all ports of the host name, such as localhost (RFC 6797 section 8.3).
 */
export function pageHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", ...inlineScripts().map((script) => `'sha256-${sha256(script)}'`)],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
}

function inlineScripts(): string[] {
  return [...readFileSync(pageUrl, "utf8").matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, text = ""]) => text,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
