import { find } from "../../../../services/shared/page/dom.js";

/** @import { LoadPageData } from "../load-page-data.ts" */

/**
 * Data of the report, embedded in the page.
 * @type {LoadPageData}
 */
export const { report, texts, spans, stages } = JSON.parse(
  find(document, "#report", HTMLScriptElement).textContent,
);
