import { existsSync } from "node:fs";
import { pino } from "pino";
import { expect, test } from "vitest";
import { LinkInterface } from "../../../../../services/proxy/interface/link-interface.ts";
import { pairHost, vethPair } from "../../../../../services/proxy/interface/veth-pair.ts";
import { Link } from "../../../../../services/proxy/link/link.ts";
import { freeInterfaceHost } from "../../../../../testbed/pipeline/local/link-interfaces.ts";
import { linkInterfacesAreMissing } from "../../../../support/links/link-interfaces-are-missing.ts";
import { linkStatus } from "../link/open-link.ts";
import { TestClient } from "../link/test-client.ts";
import { echoServer } from "../link/test-server.ts";

test.each(["198.18.0.0", "198.20.0.1", "10.0.0.1", "198.18.0.1.1", "localhost"])(
  "%s is no address of a link's interface",
  (host) => {
    expect(() => vethPair(host)).toThrow(`address ${host}: the second of two in 198.18.0.0/15 is allowed`);
  },
);

test("the two ends of an interface have addresses and names of their own, which the kernel takes", () => {
  const { client, listening } = vethPair(pairHost(65_535));
  expect([client, listening]).toEqual([
    { name: "mktb-c613fffe", host: "198.19.255.254", mac: "02:00:c6:13:ff:fe" },
    { name: "mktb-c613ffff", host: "198.19.255.255", mac: "02:00:c6:13:ff:ff" },
  ]);
});

const isImpossible = linkInterfacesAreMissing();

/** Returns a link over an interface of its own. */
async function openInterfaceLink(targetPort: number): Promise<{
  readonly link: Link;
  readonly name: string;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  await using resources = new AsyncDisposableStack();
  const listen = { host: freeInterfaceHost(), port: 1_883 };
  const ownInterface = resources.use(await LinkInterface.open(listen));
  const target = { host: "127.0.0.1", port: targetPort };
  const route = { name: "mqtt-bridge", link: "mqtt-bridge", listen, target } as const;
  const link = resources.use(new Link(route, pino({ level: "silent" }), { ownInterface }));
  await link.listen();
  const owned = resources.move();
  return {
    link,
    name: vethPair(listen.host).client.name,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

test.skipIf(isImpossible)(
  "while packets are dropped nothing arrives; after that the same connections go on, with all their bytes",
  async () => {
    await using echo = await echoServer();
    await using opened = await openInterfaceLink(echo.port);
    const { link } = opened;
    const { host, port } = link.status.listening;
    using client = await TestClient.connect(port, host);
    client.socket.write("before ");
    await client.receives(7);
    link.setState({ state: "drop" });
    client.socket.write("during");
    echo.sockets[0]?.write("from the target ");
    // Sent, and sent again: dropped both times.
    await linkStatus(link, "dropped packets", ({ droppedPackets }) => droppedPackets >= 4);
    expect([link.status.bytes.toTarget, client.received.toString()]).toEqual([7, "before "]);
    link.setState({ state: "up" });
    client.socket.end(" after");
    expect((await client.receivesEnd()).toString()).toBe("before from the target during after");
    const { connections, bytes } = link.status;
    expect(connections).toMatchObject({ accepted: 1, reset: 0, silenced: 0, held: 0 });
    expect(bytes.discarded).toBe(0);
  },
);

test.skipIf(isImpossible)(
  "a connection that begins while packets are dropped is established after that",
  async () => {
    await using echo = await echoServer();
    await using opened = await openInterfaceLink(echo.port);
    const { link } = opened;
    const { host, port } = link.status.listening;
    link.setState({ state: "drop" });
    const connecting = TestClient.connect(port, host);
    await linkStatus(link, "dropped packets", ({ droppedPackets }) => droppedPackets >= 2);
    expect(link.status.connections.accepted).toBe(0);
    link.setState({ state: "up" });
    using client = await connecting;
    client.socket.end("hello");
    expect((await client.receivesEnd()).toString()).toBe("hello");
  },
);

test.skipIf(isImpossible)("a disposed link leaves no interface, also while packets are dropped", async () => {
  await using echo = await echoServer();
  await using opened = await openInterfaceLink(echo.port);
  const { link } = opened;
  const { host, port } = link.status.listening;
  using client = await TestClient.connect(port, host);
  link.setState({ state: "drop" });
  client.socket.write("never");
  expect(existsSync(`/sys/class/net/${opened.name}`)).toBe(true);
  await opened[Symbol.asyncDispose]();
  expect(existsSync(`/sys/class/net/${opened.name}`)).toBe(false);
  expect(await client.closed()).toBe("ECONNRESET");
});

test.skipIf(isImpossible)(
  "an interface whose address is taken is refused, and the first one stays",
  async () => {
    await using echo = await echoServer();
    await using opened = await openInterfaceLink(echo.port);
    const { listening } = opened.link.status;
    await expect(LinkInterface.open(listening)).rejects.toThrow(
      `no network interface for the link at ${listening.host}: Command failed: ip link add`,
    );
    using client = await TestClient.connect(listening.port, listening.host);
    client.socket.end("hello");
    expect((await client.receivesEnd()).toString()).toBe("hello");
  },
);
