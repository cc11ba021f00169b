import { find } from "../../../../../services/shared/page/dom.js";

/** @import UPlot from "uplot" */
/** @import { LoadPageData } from "../../load-page-data.ts" */

const fontPx = 12;
const paddingPx = 4;
/** Width of the band of a fault that is healed at once. */
const minBandPx = 2;

/**
 * Shades the time from a fault's injection to its healing, and names it.
 * @param {UPlot} plot
 * @param {NonNullable<LoadPageData["report"]["fault"]>} fault
 */
export function drawFaultBand(plot, { name, injectedMs, healedMs }) {
  const { ctx, bbox } = plot;
  const left = plot.valToPos(injectedMs / 1_000, "x", true);
  const right = Math.max(plot.valToPos(healedMs / 1_000, "x", true), left + minBandPx * devicePixelRatio);
  ctx.save();
  // The colour of an element: the value of a custom property is the unresolved `light-dark(…)`.
  ctx.fillStyle = getComputedStyle(find(document, "#fault-colour", HTMLElement)).color;
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.fillStyle = getComputedStyle(document.body).color;
  ctx.font = `${fontPx * devicePixelRatio}px system-ui, sans-serif`;
  ctx.fillText(
    name,
    left + paddingPx * devicePixelRatio,
    bbox.top + (fontPx + paddingPx / 2) * devicePixelRatio,
  );
  ctx.restore();
}
