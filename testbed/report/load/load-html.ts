import { readFileSync } from "node:fs";
import { inlineModules } from "./inline-modules.ts";
import { loadPageData } from "./load-page-data.ts";
import { type LoadReport } from "./load-report.ts";

const inPage = (file: string) => new URL(`page/${file}`, import.meta.url);
const inSharedPage = (file: string) => new URL(`../../../services/shared/page/${file}`, import.meta.url);
const inUPlot = (file: string) => new URL(file, import.meta.resolve("uplot"));

const styles = [
  inUPlot("uPlot.min.css"),
  inSharedPage("palette.css"),
  inSharedPage("base.css"),
  inPage("page.css"),
];

/** Returns the report of a load run as one self-contained HTML page: verdict, charts and tables. */
export function loadHtml(report: LoadReport): string {
  // "</script" would end the element, even within a JSON string.
  const json = JSON.stringify(loadPageData(report)).replaceAll("<", "\\u003c");
  const scripts = [
    `<script type="application/json" id="report">${json}</script>`,
    `<script>\n${read(inUPlot("uPlot.iife.min.js"))}</script>`,
    `<script type="module">\n${inlineModules(inPage("page.js"))}</script>`,
  ];
  return read(inPage("index.html"))
    .replace("<!--styles-->", () => styles.map((url) => `<style>\n${read(url)}</style>`).join("\n"))
    .replace("<!--scripts-->", () => scripts.join("\n"));
}

function read(url: URL): string {
  return readFileSync(url, "utf8");
}
