import { createElement } from "./create-element.js";

/**
 * Returns a table in a box that scrolls sideways if the table is wider.
 * @param {string} caption
 * @param {readonly string[]} heads of the columns; empty: no head row
 * @param {readonly (readonly [head: string, ...cells: string[]])[]} rows
 */
export function createTable(caption, heads, rows) {
  const headRow = createElement("tr", "");
  headRow.append(
    ...heads.map((text) =>
      text === "" ? createElement("td", "") : createElement("th", text, { scope: "col" }),
    ),
  );
  const head = createElement("thead", "");
  if (heads.length > 0) head.append(headRow);
  const body = createElement("tbody", "");
  for (const [rowHead, ...cells] of rows) {
    const row = createElement("tr", "");
    row.append(
      createElement("th", rowHead, { scope: "row" }),
      ...cells.map((text) => createElement("td", text)),
    );
    body.append(row);
  }
  const table = createElement("table", "");
  table.append(createElement("caption", caption), head, body);
  const attributes = { class: "table", role: "region", tabindex: "0", "aria-label": caption };
  const box = createElement("div", "", attributes);
  box.append(table);
  return box;
}
