import express, { type Express, type RequestHandler } from "express";
import { type HttpDoor } from "./door/http-door.ts";
import { safeJson } from "./safe-json.ts";

/** Returns an Express app whose routes get only what the door lets in. `first`: handlers of every request. */
export function guardedApp(door: HttpDoor, ...first: readonly RequestHandler[]): Express {
  const app = express().disable("x-powered-by");
  // An error of ours is answered without its stack trace.
  app.set("env", "production");
  return app.use(...first, safeJson, ...door.checks);
}
