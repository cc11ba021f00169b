/**
 * Program in the network namespace of a link's interface: makes the interface, listens there, hands the listening socket to
 * the proxy, and removes the interface as soon as the proxy has ended, however it did. Arguments: address, port.
 */
import { createServer } from "node:net";
import { bringUp, ip, vethPair } from "./veth-pair.ts";

process.on("uncaughtException", (error) => {
  console.error(error.message.trim());
  process.exit(1);
});

const [host = "", port = ""] = process.argv.slice(2);
const { client, listening } = vethPair(host);

ip(
  ...["link", "add", "name", listening.name, "address", listening.mac, "type", "veth"],
  ...["peer", "name", client.name, "address", client.mac, "netns", String(process.ppid)],
);
process.once("disconnect", () => {
  // Removes both ends. Connections that still send would keep the namespace for minutes.
  ip("link", "delete", listening.name);
  process.exit();
});
bringUp(listening, client);

const server = createServer();
server.listen(Number(port), host, () => {
  process.send?.("listening", server, undefined, () => server.close());
});
