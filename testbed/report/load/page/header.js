import { findFields } from "../../../../services/shared/page/dom.js";
import { createElement } from "./create-element.js";
import { report, texts } from "./report-data.js";

/** Shows title, conditions, verdict and warnings, and the machine in the footer. */
export function showHeader() {
  const fields = findFields(document, ["title", "conditions", "verdict", "warnings", "machine"]);
  document.title = texts.title;
  fields.title.textContent = texts.title;
  fields.conditions.textContent = texts.conditions;
  fields.verdict.textContent = texts.verdict;
  fields.verdict.dataset["kind"] = verdictKind();
  fields.warnings.append(...warnings().map((text) => createElement("li", text)));
  fields.machine.textContent = texts.machine;
}

function verdictKind() {
  if (report.outcome === "inside") return "good";
  return report.outcome === "outside" ? "bad" : "none";
}

function warnings() {
  return [
    ...(report.incomplete === null ? [] : [`This run did not come to its end: ${report.incomplete}`]),
    ...report.bottleneck.map((reason) => `The tester may have been the bottleneck: ${reason}.`),
  ];
}
