import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { kafkaClientNames } from "../../../../services/consumer/reader/kafka-reader.ts";
import { nodeFlags } from "../../../../services/shared/kafka/node-flags.ts";
import { checkout } from "../../../../testbed/checkout.ts";

const ignore = () => undefined;

const doings: readonly {
  readonly does: string;
  readonly serve: ((socket: Socket) => unknown) | undefined;
}[] = [
  { does: "refuses connections", serve: undefined },
  { does: "accepts connections and never answers", serve: ignore },
  { does: "closes each connection", serve: (socket) => socket.destroy() },
];

test.each(kafkaClientNames.flatMap((client) => doings.map((doing) => ({ client, ...doing }))))(
  "a consumer with $client stops when it is asked to while its Kafka $does",
  async ({ client, serve }) => {
    const server = createServer(serve ?? ignore);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    if (serve === undefined) server.close();
    const consumer = spawn(process.execPath, [...nodeFlags, "services/consumer/main.ts"], {
      cwd: checkout,
      env: {
        ...process.env,
        KAFKA_CLIENT: client,
        KAFKA_BROKERS: `127.0.0.1:${port}`,
        HOST: "127.0.0.1",
        PORT: "0",
        LOG_LEVEL: "debug",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(consumer, "exit");
    const tried = Promise.withResolvers<void>();
    let output = "";
    consumer.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.includes("ECONNREFUSED")) tried.resolve();
    });
    server.on("connection", () => tried.resolve());
    await tried.promise;
    consumer.kill("SIGTERM");
    expect(await exited, output).toEqual([0, null]);
    expect(output).toContain('"stopped"');
    server.close();
  },
);
