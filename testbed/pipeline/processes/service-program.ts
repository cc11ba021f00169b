import { extname, join } from "node:path";
import { nodeFlags } from "../../../services/shared/kafka/node-flags.ts";
import { type HttpService } from "../../certificates/identities.ts";
import { checkout, nodeCompileCache } from "../../checkout.ts";
import { doorClient, doorVariables } from "../http/http-doors.ts";
import { loopback } from "../ports.ts";
import { type Program } from "./program.ts";

/** TypeScript in the checkout, JavaScript in the package. */
const main = `main${extname(import.meta.url)}`;

/**
 * One of the project's own services. It is usable once `GET /readyz` succeeds. `certificates`: the folder of certificates and tokens, if
 * its door is shut.
 */
export function serviceProgram<Name extends HttpService>(
  name: Name,
  port: number,
  environment: Readonly<Record<string, string | undefined>>,
  logFile: string,
  certificates?: string,
): Program<Name> {
  const http = doorClient(certificates, name, port);
  return {
    name,
    command: process.execPath,
    args: [...nodeFlags, join(checkout, "services", name, main)],
    environment: {
      ...process.env,
      ...environment,
      ...doorVariables(certificates, name),
      HOST: loopback,
      PORT: String(port),
      NODE_COMPILE_CACHE: nodeCompileCache,
    },
    folder: checkout,
    logFile,
    startTimeoutMs: 30_000,
    stopTimeoutMs: 12_000,
    isUsable: async (_pid, signal) => {
      const response = await http.fetch("/readyz", { signal });
      await response.body?.cancel();
      return response.ok;
    },
  };
}
