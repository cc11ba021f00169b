import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser } from "playwright-core";
import { onTestFinished } from "vitest";
import { loadHtml } from "../../testbed/report/load/load-html.ts";
import { type LoadReport } from "../../testbed/report/load/load-report.ts";
import { expect, test } from "../support/page/page-test.ts";
import { plantedLoadReport } from "../support/page/planted-load-report.ts";

const fault = { name: "kill connect", injectedMs: 3_000, healedMs: 5_000, effect: null, usableMs: 6_500 };

/** Opens a report from its file. Collects the browser's console messages, errors and requests. */
async function openReport(
  browser: Browser,
  report: LoadReport,
  colorScheme: "light" | "dark" = "light",
  initScript?: string,
) {
  const folder = mkdtempSync(join(tmpdir(), "load-report-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "report.html");
  writeFileSync(file, loadHtml(report));
  const context = await browser.newContext({ colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  if (initScript !== undefined) await page.addInitScript({ content: initScript });
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  const url = pathToFileURL(file).href;
  await page.goto(url);
  return { page, problems, requests, url };
}

/** Expression for the browser: whether a chart's canvas has a pixel that is not empty. */
const isDrawn = (chart: string) => `(() => {
  const canvas = document.querySelector("#${chart} canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value !== 0);
})()`;

for (const colorScheme of ["light", "dark"] as const) {
  test(`a load report in ${colorScheme} colours draws its four charts without further requests, and is accessible`, async ({
    browser,
  }) => {
    const { page, problems, requests, url } = await openReport(
      browser,
      plantedLoadReport({ fault }),
      colorScheme,
    );
    for (const chart of ["percentiles", "latency", "throughput", "backlog"]) {
      expect(await page.evaluate(isDrawn(chart))).toBe(true);
    }
    expect(await page.locator("#latency .plot").getAttribute("aria-label")).toContain(
      "kill connect from 3 s to 5 s",
    );
    expect(await page.locator("[data-field=verdict]").textContent()).toBe("Inside the budget.");
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
    expect(problems).toEqual([]);
    expect(requests).toEqual([url]);
  });
}

/** Keeps the texts that each chart draws, with their heights, by the id of its figure. */
const keepDrawnTexts = `
  globalThis.drawn = {};
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    (drawn[this.canvas.closest("figure").id] ??= []).push({ text, y });
    return fillText.call(this, text, x, y);
  };`;

test("the latencies of a run with a fault have logarithmic axes, and counts have linear ones", async ({
  browser,
}) => {
  const { latencyMs, seconds } = plantedLoadReport();
  const curve: [number, number][] = [
    [0, 0.02],
    [90, 3],
    [100, 6_900],
  ];
  const report = plantedLoadReport({
    fault,
    latencyMs: { ...latencyMs, endToEnd: latencyMs.endToEnd && { ...latencyMs.endToEnd, curve } },
    seconds: seconds.map((second, index) => ({ ...second, ...(index === 6 && { p99: 2_000, max: 6_900 }) })),
  });
  const { page, problems } = await openReport(browser, report, "light", keepDrawnTexts);
  const labelsOf = async (chart: string, pattern: RegExp) => {
    const drawn = await page.evaluate<{ text: string; y: number }[]>(`drawn["${chart}"]`);
    const labels = drawn.filter(({ text }) => pattern.test(text));
    const steps = labels.slice(1).map(({ y }, index) => Math.round((labels[index]?.y ?? 0) - y));
    expect(Math.max(...steps) - Math.min(...steps), `steps of ${chart}`).toBeLessThanOrEqual(1);
    expect(Math.min(...steps), `steps of ${chart}`).toBeGreaterThan(10);
    return labels.map(({ text }) => text);
  };
  const decades = ["1 ms", "10 ms", "100 ms", "1,000 ms", "10,000 ms"];
  expect(await labelsOf("percentiles", / ms$/)).toEqual(["≤ 0.1 ms", ...decades]);
  expect(await labelsOf("latency", / ms$/)).toEqual(decades);
  expect(await labelsOf("throughput", /^[\d,]+$/)).toEqual(["0", "200", "400", "600", "800", "1,000"]);
  expect(problems).toEqual([]);
});

test("an incomplete run and a tester that was the bottleneck are warned of above the charts", async ({
  browser,
}) => {
  const report = plantedLoadReport({
    outcome: "not completed",
    incomplete: "kafka ended by itself",
    bottleneck: ["the publisher used 97 % of a core"],
  });
  const { page } = await openReport(browser, report);
  expect(await page.locator("[data-field=verdict]").textContent()).toBe(
    "Incomplete, no verdict: kafka ended by itself",
  );
  const warnings = await page.locator("[data-field=warnings] li").allTextContents();
  expect(warnings).toEqual([
    "This run did not come to its end: kafka ended by itself",
    "The tester may have been the bottleneck: the publisher used 97 % of a core.",
  ]);
});

test("missing measurements are stated, and the name of a bridge is shown as text", async ({ browser }) => {
  const { load, latencyMs, usage } = plantedLoadReport();
  const bridge = "</script><img src=x onerror=alert(1)>";
  const { page, problems } = await openReport(
    browser,
    plantedLoadReport({
      load: { ...load, bridge },
      latencyMs: {
        ...latencyMs,
        publishToAcknowledged: null,
        sentToKafka: null,
        kafkaToConsumed: null,
        endToEnd: null,
      },
      usage: { ...usage, bridge: null },
      seconds: [],
    }),
  );
  expect(await page.locator("h1").textContent()).toContain(bridge);
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.locator("#percentiles").textContent()).toContain("Nothing was measured.");
  expect(await page.locator("#backlog").textContent()).toContain("Nothing was measured.");
  expect(problems).toEqual([]);
});
