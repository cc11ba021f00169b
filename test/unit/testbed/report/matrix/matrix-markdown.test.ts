import { expect, test } from "vitest";
import { type DrillReport } from "../../../../../testbed/report/drill/drill-report.ts";
import { cellLine } from "../../../../../testbed/report/matrix/cell-line.ts";
import { matrixJson } from "../../../../../testbed/report/matrix/matrix-json.ts";
import { matrixMarkdown } from "../../../../../testbed/report/matrix/matrix-markdown.ts";
import { type SeriesResult } from "../../../../../testbed/run/series.ts";
import { plantedCounts, plantedDrillReport } from "../drill/planted-drill-report.ts";

const { lostAt, claims, recovery, environment } = plantedDrillReport();

function cell(
  name: string,
  changed: Partial<DrillReport> = {},
  bridge = "mqtt-source",
): SeriesResult<DrillReport> {
  return { name, bridge, report: plantedDrillReport(changed) };
}

/** A cell in which no two figures are the same. */
const found = cell("kill bridge qos 1", {
  ...{ outcome: "outside", outside: [{ word: "lost", count: 5, allowed: 0 }] },
  counts: plantedCounts({
    ...{ made: 100, acknowledged: 90, lost: 5, unconfirmed: 6, duplicates: 7, reordered: 8, corrupt: 9 },
    ...{ missingFinal: 10, doubleFinal: 20, ghost: 40 },
  }),
  lostAt: { ...lostAt, "mqtt-bridge": 2, "bridge-kafka": 3 },
  recovery: { ms: 4_100, limitMs: 4_000, cleanMs: 2_500, cleanFailed: null, uncleanStartMs: 1_200 },
  claims: {
    ...claims,
    lyingGreen: [
      { part: "bridge", forMs: 2_200, says: "RUNNING" },
      { part: "consumer", forMs: 3_300, says: "ok" },
    ],
  },
  environment: { ...environment, mosquitto: null, kafka: null },
});
const sound = cell("pause kafka qos 1", { recovery: { ...recovery, limitMs: null, cleanMs: null } });
const unclear = cell("stop mqtt qos 1", { outcome: "no verdict", noVerdict: ["the journal has holes"] });
const failed = { name: "cut", bridge: "mqtt-source", report: undefined, reason: "no space\nleft" };

/** Returns the cells of the rows of a matrix, without heads. */
function rowsOf(results: readonly SeriesResult<DrillReport>[]): string[] {
  return matrixMarkdown(results, results.length)
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| fault") && !line.startsWith("| ---"));
}

test("the matrix has its conditions, a row for each drill, reasons for what is missing, and a legend", () => {
  const text = matrixMarkdown([failed, found, sound, unclear], 4);
  expect(text.split("\n\n- **lost**")[0]).toBe(
    [
      "# Drill matrix",
      "",
      "**No verdict: 1 of 4 drills. Lost: 5 (mqtt-bridge 2, bridge-kafka 3).**",
      "",
      "2026-11-24, runtime local; MQTT broker of unknown version, Kafka of unknown version (Connect tells it, which is not part of this run), Node v24; 2 cores, 24 GiB, Linux 6.1.",
      "Load: 500 readings/s of 50 devices for at least 10.0 s, fault for 3.0 s, flap 5 times, slow by 500 ms in each direction, thin at 20 kB/s in each direction, seed 7.",
      "",
      "| fault | made | acknowledged | lost | unconfirmed | duplicates | reordered | wrong finals | recovery | planned | allowed | silence | lying green |  |",
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
      "| cut | not carried out |  |  |  |  |  |  |  |  |  |  |  |  |",
      "| kill bridge qos 1 | 100 | 90 | 5 (mqtt-bridge 2, bridge-kafka 3) | 6 | 7 | 8 | 70 | 4.1 s | 2.5 s | **4.0 s** | 4.6 s | bridge 2.2 s, consumer 3.3 s | **outside: lost 5** |",
      "| pause kafka qos 1 | 5000 | 5000 | 0 | 0 | 0 | 0 | 0 | 1.5 s | – | – | 4.6 s | – | inside |",
      "| stop mqtt qos 1 | 5000 | 5000 | 0 | 0 | 0 | 0 | 0 | 1.5 s | 2.5 s | 4.0 s | 4.6 s | – | **no verdict** |",
      "",
      "**cut** was not carried out:",
      "",
      "```",
      "no space",
      "left",
      "```",
      "",
      "**stop mqtt qos 1**: No verdict: the journal has holes.",
    ].join("\n"),
  );
  expect(text).toContain("waited before them and none passed");
  expect(matrixMarkdown([sound], 1)).toContain("Mosquitto 2.0.11, Kafka 4.3.1, Node v24");
});

test("a matrix of which no drill was carried out has no conditions, an incomplete one says how many cells it has", () => {
  expect(matrixMarkdown([failed], 1)).toMatch(
    /^# Drill matrix\n\n\*\*Not carried out: 1 of 1 drills\.\*\*\n\n\| fault /,
  );
  expect(matrixMarkdown([], 2)).toMatch(
    /^# Drill matrix\n\n\*\*Not carried out: 2 of 2 drills\.\*\*\n\n\*\*Incomplete: 0 of 2 cells\.\*\*\n\n\| fault /,
  );
});

const neverRecovered: Partial<DrillReport> = {
  outside: [{ word: "recovery", count: null, allowed: null }],
  recovery: { ...recovery, ms: null },
};

test.each<[string, DrillReport["recovery"], Partial<DrillReport>?]>([
  ["4.0 s | 2.5 s | 4.0 s", { ...recovery, ms: 4_000 }],
  ["4.0 s | 2.5 s | **4.0 s**", { ...recovery, ms: 4_001 }],
  ["never | 2.5 s | **4.0 s**", { ...recovery, ms: null }, neverRecovered],
  ["never | 2.5 s | –", { ...recovery, ms: null, limitMs: null }, neverRecovered],
  ["unknown | 2.5 s | 4.0 s", { ...recovery, ms: null }],
  ["0.0 s | 0.0 s | 0.0 s", { ...recovery, ms: 0, cleanMs: 0, limitMs: 0 }],
])(
  "recovery, planned and allowed of a row are %s: a limit that was not kept is bold",
  (cells, measured, changed) => {
    expect(rowsOf([cell("kill", { ...changed, recovery: measured })])[0]).toContain(`| ${cells} |`);
  },
);

test("the sums of a bridge are those of all its drills, carried out or not", () => {
  const theirs = [
    cell("kill bridge qos 1", { ...found.report, ...neverRecovered }, "theirs"),
    cell("pause kafka qos 1", { ...found.report, ...neverRecovered, outside: [] }, "theirs"),
    cell("none", { ...neverRecovered, fault: null }, "theirs"),
  ];
  const lying: Partial<DrillReport> = {
    claims: { ...claims, lyingGreen: [{ part: "mqtt", forMs: 2_000, says: "ok" }] },
  };
  const rows = rowsOf([failed, found, sound, cell("none", lying), ...theirs]);
  expect(rows.slice(0, 4)).toEqual([
    "|  | bridge | inside | lost | duplicates | reordered | corrupt | slowest recovery | lying green |",
    "| ours | `mqtt-source` | 2 of 4 | 5 | 7 | 8 | 9 | 4.1 s | in 1 |",
    "| 1 | `theirs` | 1 of 3 | 10 | 14 | 16 | 18 | 0.0 s, never in 1, unknown in 1 | in 2 |",
    "| bridge | fault | made | acknowledged | lost | unconfirmed | duplicates | reordered | wrong finals | recovery | planned | allowed | silence | lying green |  |",
  ]);
  expect(rows.slice(4).map((row) => row.split(" | ", 2))).toEqual([
    ["| ours", "cut"],
    ...[
      ["| ours", "kill bridge qos 1"],
      ["| 1", "kill bridge qos 1"],
    ],
    ...[
      ["| ours", "pause kafka qos 1"],
      ["| 1", "pause kafka qos 1"],
    ],
    ...[
      ["| ours", "none"],
      ["| 1", "none"],
    ],
  ]);
  const [, honest] = rowsOf([sound, cell("pause kafka qos 1", {}, "theirs")]);
  expect(honest).toBe("| ours | `mqtt-source` | 1 of 1 | 0 | 0 | 0 | 0 | 1.5 s | – |");
});

test.each<[string, SeriesResult<DrillReport>]>([
  ["inside, 5000 acknowledged, 0 lost, 0 duplicates, recovery 1.5 s", sound],
  ["OUTSIDE: LOST 5, 90 acknowledged, 5 lost, 7 duplicates, recovery 4.1 s", found],
  [
    "NO VERDICT, 5000 acknowledged, 0 lost, 0 duplicates, recovery unknown",
    cell("kill", { outcome: "no verdict", recovery: { ...recovery, ms: null } }),
  ],
  ["not carried out: no space", failed],
])("the terminal shows a cell as: %s", (line, result) => {
  expect(cellLine(result)).toBe(line);
});

test("the matrix as data has all results, and is complete only with all cells", () => {
  expect(matrixJson([found, failed], 2)).toEqual({
    ...{ version: 1, complete: true, verdict: "not-carried-out", lost: 5 },
    cells: [found, failed],
  });
  expect(matrixJson([found], 2)).toMatchObject({ complete: false });
});

test("bridges without ours are numbered, and the only one is named above the table", () => {
  const [first, second] = [cell("none qos 1", {}, "node a.js"), cell("none qos 1", {}, "node b.js")];
  const rows = rowsOf([first, second]).map((row) => row.split(" | ", 2));
  expect(rows).toEqual([
    ["| ", "bridge"],
    ["| 1", "`node a.js`"],
    ["| 2", "`node b.js`"],
    ["| bridge", "fault"],
    ["| 1", "none qos 1"],
    ["| 2", "none qos 1"],
  ]);
  expect(matrixMarkdown([first], 1)).toContain("\n\nBridge: `node a.js`\n\n| fault | ");
  expect(matrixMarkdown([cell("none qos 1")], 1)).not.toContain("Bridge: ");
});

test("a consumer that is judged by its commits alone is named once, others are not", () => {
  const { evidence } = plantedDrillReport();
  const consumer = { kind: "commits", handled: 0, unusable: 0, firstUnusable: null, cutLines: 0 } as const;
  const byCommits = { evidence: { ...evidence, consumer } };
  const byJournal = { evidence: { ...evidence, consumer: { ...consumer, kind: "journal" } } } as const;
  const cells = [
    ...[sound, cell("a", byCommits, "ours → weak"), cell("b", byCommits, "ours → weak")],
    cell("a", byJournal, "ours → strong"),
  ];
  const lines = matrixMarkdown(cells, 4).split("\n");
  expect(lines.filter((line) => line.includes("wrote no journal"))).toEqual([
    expect.stringMatching(/^`ours → weak`: the consumer wrote no journal/),
  ]);
});
