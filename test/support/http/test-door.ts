import { pino } from "pino";
import { z } from "zod";
import { readEnvironment, serviceSettings } from "../../../services/shared/environment.ts";
import { HttpDoor } from "../../../services/shared/http/door/http-door.ts";

/** Returns the door of an HTTP server with these variables; default: that of `npm start`. */
export function testDoor(variables: NodeJS.ProcessEnv = {}): HttpDoor {
  return new HttpDoor(readEnvironment(z.object(serviceSettings), variables), pino({ level: "silent" }));
}
