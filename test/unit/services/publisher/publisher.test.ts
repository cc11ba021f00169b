import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { defaultRoute } from "../../../../services/publisher/fleet/route.ts";
import { Publisher } from "../../../../services/publisher/publisher.ts";
import { openJournal, parseJournal } from "../../../../services/shared/journal/journal.ts";

test("a toggle is in the journal before the reading that it leads to, and every drop is there, counted and logged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "publisher-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "journal.jsonl");
  const log: { msg: string; dropped?: number }[] = [];
  const options = {
    traceCarrier: "properties" as const,
    connections: 1,
    mqtt: { url: "mqtt://127.0.0.1:1", topic: "coffee", qos: 1 as const },
    deviceIds: ["d"],
    route: defaultRoute,
    minIntervalMs: 1,
    maxIntervalMs: 1,
    seed: 1,
    bufferLimit: 2,
  };
  {
    using journal = openJournal(file);
    await using publisher = new Publisher(
      options,
      journal,
      pino({}, { write: (line: string) => log.push(JSON.parse(line)) }),
    );
    for (const status of ["Inactive", "Active", "Inactive", "Active"] as const)
      publisher.setStatus("d", status);
    expect(publisher.devices[0]).toMatchObject({ made: 4, waiting: 2, dropped: 2 });
  }
  const facts = parseJournal(readFileSync(file, "utf8"));
  expect(
    facts.map((fact) => ("seq" in fact ? `${fact.fact} ${fact.seq}` : "status" in fact && fact.status)),
  ).toEqual([
    ...["Inactive", "made 0"],
    ...["Active", "made 1"],
    ...["Inactive", "made 2", "dropped 0"],
    ...["Active", "made 3", "dropped 1"],
  ]);
  const drops = log.filter(({ msg }) => msg.startsWith("the buffer is full"));
  expect(drops.reduce((sum, { dropped }) => sum + (dropped ?? 0), 0)).toBe(2);
});
