import { expect, test } from "vitest";
import { loadHtml } from "../../../../../testbed/report/load/load-html.ts";
import { loadPageData } from "../../../../../testbed/report/load/load-page-data.ts";
import { plantedLoadReport } from "../../../../support/page/planted-load-report.ts";

const { load } = plantedLoadReport();
/** A name that would end the script element, and one that a replacement would take for a pattern. */
const report = plantedLoadReport({ load: { ...load, bridge: "</script><b> $& $' <!--scripts-->" } });
const html = loadHtml(report);

/** Returns the contents of the elements with this opening tag. */
function elements(tag: string, name: string): string[] {
  return html
    .split(tag)
    .slice(1)
    .map((rest) => rest.split(`</${name}>`)[0] ?? "");
}

test("the page has the data of the report, whatever its texts contain", () => {
  const [json = "", ...others] = elements('<script type="application/json" id="report">', "script");
  expect(others).toEqual([]);
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(loadPageData(report))));
});

test("the page needs no other file: its styles and scripts are in it, each once", () => {
  expect(html).not.toMatch(/<!--|<link|<script[^>]* src=|^import |^export /m);
  const styles = elements("<style>", "style");
  expect(styles).toHaveLength(4);
  for (const part of [".uplot", "--", "font", ".charts"]) expect(styles.join("")).toContain(part);
  expect(elements("<script>", "script")).toEqual([expect.stringContaining("uPlot")]);
  expect(elements('<script type="module">', "script")).toEqual([expect.stringContaining("showHeader()")]);
});
