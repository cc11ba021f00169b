// The page of a load run: all that it shows stands in its own JSON. Texts are set as text, never as HTML.
const { report, words } = JSON.parse(document.querySelector("#report").textContent);
const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const number = (value) => (value === null || value === undefined ? "–" : numbers.format(value));
const heightPx = 240;
const font = "12px system-ui, sans-serif";

function write(field, text) {
  document.querySelector(`[data-field="${field}"]`).textContent = text;
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/** A table: a caption, the heads of the columns, and rows whose first cell is their head. Wide ones can be scrolled. */
function table(caption, heads, rows) {
  const head = document.createElement("tr");
  head.append(
    ...heads.map((text) => (text === "" ? element("td", "") : element("th", text, { scope: "col" }))),
  );
  const top = document.createElement("thead");
  top.append(head);
  const body = document.createElement("tbody");
  for (const [name, ...cells] of rows) {
    const row = document.createElement("tr");
    row.append(element("th", name, { scope: "row" }), ...cells.map((text) => element("td", text)));
    body.append(row);
  }
  const made = document.createElement("table");
  made.append(element("caption", caption), top, body);
  const box = element("div", "", { class: "table", role: "region", tabindex: "0", "aria-label": caption });
  box.append(made);
  document.querySelector("#tables").append(box);
}

function writeHead() {
  document.title = words.title;
  write("title", words.title);
  write("conditions", words.conditions);
  write("verdict", words.verdict);
  document.querySelector('[data-field="verdict"]').dataset.kind =
    report.incomplete === null ? (report.outside.length === 0 ? "good" : "bad") : "none";
  const warnings = report.bottleneck.map((why) => `The tester may have been the bottleneck: ${why}.`);
  if (report.incomplete !== null) warnings.unshift(`This run did not come to its end: ${report.incomplete}`);
  document.querySelector('[data-field="warnings"]').append(...warnings.map((text) => element("li", text)));
  write("machine", words.machine);
}

function writeTables() {
  const columns = ["p50", "p90", "p99", "p999", "max", "mean"];
  table(
    "Latencies, ms",
    ["", "p50", "p90", "p99", "p99.9", "max", "mean"],
    Object.entries(report.latencyMs).map(([span, latencies]) => [
      words.spans[span],
      ...columns.map((column) => number(latencies?.[column])),
    ]),
  );
  table(
    "Readings per second",
    ["", "over the load"],
    [
      ...Object.entries(words.stages).map(([stage, text]) => [text, number(report.throughput[stage])]),
      ["until all had arrived", number(report.throughput.untilDrained)],
    ],
  );
  table(
    "Readings, warm-up included",
    ["", "count"],
    Object.entries(report.counts).map(([word, count]) => [word, number(count)]),
  );
  table(
    "What the parts used",
    ["", "CPU, s", "most memory, MiB"],
    Object.entries(report.usage).map(([part, used]) => [
      used !== null && !used.isOfWhole ? `${part} (started again meanwhile)` : part,
      number(used?.cpuSeconds),
      number(used?.peakMiB),
    ]),
  );
  const { publisherDelayMs, testerDelayMs, madeLate, latestMs, publisherPercent, machinePercent } =
    report.tester;
  table(
    "The tester itself",
    ["", ""],
    [
      [
        "event-loop delay of the publisher, p99 and most, ms",
        `${number(publisherDelayMs?.p99)}, ${number(publisherDelayMs?.max)}`,
      ],
      [
        "event-loop delay of what measures, p99 and most, ms",
        `${number(testerDelayMs.p99)}, ${number(testerDelayMs.max)}`,
      ],
      ["readings made more than 20 ms late", number(madeLate)],
      ["the latest, ms", number(latestMs)],
      ["the publisher, percent of a core", number(publisherPercent)],
      ["the machine, percent of all cores", number(machinePercent)],
    ],
  );
}

/** A chart in its figure, with a legend and a text that says the same to who cannot see it. */
function chart(id, { data, series, x, y, text, band }) {
  const figure = document.querySelector(`#${id}`);
  const legend = document.createElement("ul");
  legend.className = "legend";
  const entries = series.map((label, index) => {
    const entry = document.createElement("li");
    entry.style.color = `var(--series-${index + 1})`;
    entry.append(element("span", label));
    return entry;
  });
  legend.append(...entries);
  const box = document.createElement("div");
  box.className = "plot";
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", text);
  figure.append(legend, box);

  let plot;
  const draw = () => {
    plot?.destroy();
    const { color, borderTopColor } = getComputedStyle(box);
    const axis = {
      stroke: color,
      font,
      grid: { stroke: borderTopColor, width: 1 },
      ticks: { stroke: borderTopColor },
    };
    plot = new uPlot(
      {
        width: box.clientWidth,
        height: heightPx,
        legend: { show: false },
        cursor: { y: false },
        scales: {
          x: { time: false, ...x.scale },
          y: { range: (_plot, _least, most) => [0, (most || 1) * 1.05] },
        },
        axes: [
          { ...axis, ...x.axis },
          { ...axis, size: 84, values: (_plot, ticks) => ticks.map((tick) => `${number(tick)}${y}`) },
        ],
        series: [
          {},
          ...series.map((label, index) => ({
            label,
            stroke: getComputedStyle(entries[index]).color,
            width: 1.5,
            points: { show: data[0].length < 3 },
            spanGaps: true,
          })),
        ],
        hooks: { drawClear: band ? [(drawn) => drawBand(drawn, band)] : [] },
      },
      data,
      box,
    );
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("resize", () => plot.setSize({ width: box.clientWidth, height: heightPx }));
}

/** From a time to another, shaded, with its name. */
function drawBand(plot, { name, from, to }) {
  const { ctx, bbox } = plot;
  const left = plot.valToPos(from, "x", true);
  const right = Math.max(plot.valToPos(to, "x", true), left + 2 * devicePixelRatio);
  ctx.save();
  ctx.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--fault-used");
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.fillStyle = getComputedStyle(document.body).color;
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.fillText(name, left + 4 * devicePixelRatio, bbox.top + 14 * devicePixelRatio);
  ctx.restore();
}

/** A custom property gives `light-dark(…)` back as written; only a used colour is resolved. */
function resolveFaultColour() {
  const probe = element("i", "", { style: "color: var(--fault); display: none" });
  document.body.append(probe);
  document.documentElement.style.setProperty("--fault-used", getComputedStyle(probe).color);
  probe.remove();
}

/** 0 is 0 %, 1 is 90 %, 2 is 99 %: every step a nine more. */
const nines = (percentile) => Math.log10(100 / (100 - percentile));
const percentileAt = (position) => `${number2(100 - 100 / 10 ** position)} %`;
const number2 = (value) => String(Number(value.toPrecision(10)));

function writePercentiles() {
  const measured = Object.entries(report.latencyMs).filter(([, latencies]) => latencies !== null);
  if (measured.length === 0) return nothing("percentiles");
  const tables = measured.map(([, { curve, count }]) => {
    // The largest of so many values stands where the next nine would be.
    const points = curve.map(([percentile, ms]) => [
      percentile === 100 ? Math.log10(Math.max(10, count)) : nines(percentile),
      ms,
    ]);
    return [points.map(([position]) => position), points.map(([, ms]) => ms)];
  });
  chart("percentiles", {
    data: uPlot.join(tables),
    series: measured.map(([span]) => words.spans[span]),
    x: {
      axis: {
        splits: (plot) => Array.from({ length: Math.floor(plot.scales.x.max) + 1 }, (_, index) => index),
        values: (_plot, ticks) => ticks.map(percentileAt),
      },
    },
    y: " ms",
    text: measured
      .map(
        ([span, { p50, p99, max }]) =>
          `${words.spans[span]}: p50 ${p50} ms, p99 ${p99} ms, at most ${max} ms`,
      )
      .join("; "),
  });
}

/** A chart of figures of every second. */
function overTime(id, fields, y, text) {
  if (report.seconds.length === 0) return nothing(id);
  const { fault } = report;
  const marked =
    fault === null ? "" : `; ${fault.name} from ${fault.injectedMs / 1_000} s to ${fault.healedMs / 1_000} s`;
  chart(id, {
    data: [
      report.seconds.map(({ atMs }) => atMs / 1_000),
      ...Object.keys(fields).map((field) => report.seconds.map((second) => second[field])),
    ],
    series: Object.values(fields),
    x: { axis: { values: (_plot, ticks) => ticks.map((tick) => `${number(tick)} s`) } },
    y,
    text: `${text}${marked}`,
    ...(fault && { band: { name: fault.name, from: fault.injectedMs / 1_000, to: fault.healedMs / 1_000 } }),
  });
}

function nothing(id) {
  document.querySelector(`#${id}`).append(element("p", "Nothing was measured.", { class: "quiet" }));
}

function most(field) {
  return number(report.seconds.reduce((highest, second) => Math.max(highest, second[field] ?? 0), 0));
}

resolveFaultColour();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", resolveFaultColour);
writeHead();
writeTables();
writePercentiles();
overTime(
  "latency",
  { p50: "p50", p99: "p99", max: "max" },
  " ms",
  `End-to-end latency in every second: the highest p50 ${most("p50")} ms, the highest p99 ${most("p99")} ms`,
);
overTime(
  "throughput",
  words.stages,
  "",
  `Readings in every second: at most ${most("made")} made, ${most("consumed")} consumed`,
);
overTime("backlog", { backlog: "on their way" }, "", `Readings on their way: at most ${most("backlog")}`);
