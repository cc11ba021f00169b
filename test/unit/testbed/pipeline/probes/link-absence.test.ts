import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { proxyApp } from "../../../../../services/proxy/app.ts";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { serve } from "../../../../../services/shared/http/http-server.ts";
import { LinkAbsence, linkClients } from "../../../../../testbed/pipeline/probes/link-absence.ts";
import { connectedProcesses } from "../../../../../testbed/pipeline/processes/connected-processes.ts";
import { StillRunningError } from "../../../../../testbed/pipeline/processes/still-running-error.ts";
import { testDoor } from "../../../../support/http/test-door.ts";
import { linkStatus, openLink } from "../../../services/proxy/link/open-link.ts";
import { echoServer } from "../../../services/proxy/link/test-server.ts";

/** A proxy of the link to the bridge in this process, before a broker that answers nothing of its own. */
async function proxiedBroker() {
  const resources = new AsyncDisposableStack();
  onTestFinished(() => resources.disposeAsync());
  const broker = resources.use(await echoServer());
  const link = resources.use(await openLink(broker.port));
  const server = resources.use(await serve(proxyApp([link], testDoor()), "127.0.0.1", 0));
  const { port } = link.status.listening;
  const open = (count: number) =>
    linkStatus(link, `${count} connections`, ({ connections }) => connections.open === count);
  const absence = new LinkAbsence(
    HttpClient.at(`http://127.0.0.1:${server.port}`),
    linkClients.bridge,
    ["mqtt-bridge"],
    500,
  );
  return { port, link, open, absence, resources };
}

/** A bridge in a process of its own that keeps a connection, and makes a new one when it is lost. */
function bridge(port: number): ChildProcess {
  const program = `
    const connect = () => require("node:net").connect(${port}, "127.0.0.1")
      .on("error", () => undefined).on("close", () => setTimeout(connect, 20));
    connect();`;
  const child = spawn(process.execPath, ["--eval", program], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("a process is found by the port that it is connected to, and no longer when it has ended", async () => {
  const { port, open } = await proxiedBroker();
  expect(connectedProcesses(port)).toEqual([]);
  const child = bridge(port);
  await open(1);
  expect(connectedProcesses(port)).toEqual([child.pid]);
  child.kill("SIGKILL");
  await open(0);
  expect(connectedProcesses(port)).toEqual([]);
});

test("a bridge that has ended is gone, was not back until its next start, and has left nothing", async () => {
  const { port, open, absence } = await proxiedBroker();
  const child = bridge(port);
  await open(1);
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
  await absence.begin();
  await absence.end();
  expect(await absence.endLeftOvers()).toBeUndefined();
});

test("a bridge that is still connected is refused with the remedy, and is then ended and named", async () => {
  const { port, open, absence } = await proxiedBroker();
  const child = bridge(port);
  const exit = once(child, "exit");
  await open(1);
  const refused = absence.begin();
  await expect(refused).rejects.toThrow(StillRunningError);
  await expect(refused).rejects.toThrow(
    "the bridge is still connected to the broker 0.5 s after its command was ended: if the command starts a container or a daemon",
  );
  expect(await absence.endLeftOvers()).toMatch(
    new RegExp(`had left running: \\S+ \\(process ${child.pid}\\)\\. It has been ended`),
  );
  expect(await exit).toEqual([null, "SIGKILL"]);
  await open(0);
});

test("a bridge that was back while it should have been gone is refused, also if the broker was down, and is found again", async () => {
  const { port, link, open, absence } = await proxiedBroker();
  await absence.begin();
  link.setState({ state: "cut" });
  const child = bridge(port);
  await linkStatus(link, "two tries", ({ connections }) => connections.reset >= 2);
  await expect(absence.end()).rejects.toThrow(/^the bridge connected to the broker \d+ times more while/);
  link.setState({ state: "up" });
  expect(await absence.endLeftOvers()).toContain(`(process ${child.pid})`);
  await open(0);
});

test("a connection of a process that cannot be seen is said", async () => {
  const { link, absence } = await proxiedBroker();
  // The proxy counts a connection, and nobody is connected to the port that it names.
  Object.defineProperty(link, "status", {
    value: { connections: { open: 1, accepted: 1 }, listening: { port: 1 } },
  });
  expect(await absence.endLeftOvers()).toContain("its process cannot be seen from here");
});

test("without the proxy an absence is not proven, and nothing is said to be left", async () => {
  const { absence, resources } = await proxiedBroker();
  await resources.disposeAsync();
  await expect(absence.begin()).rejects.toThrow(/^the bridge is not proven gone: timed out/);
  expect(await absence.endLeftOvers()).toBeUndefined();
});
