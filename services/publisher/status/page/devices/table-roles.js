/** @type {Readonly<Record<string, string>>} */
const roles = {
  TABLE: "table",
  THEAD: "rowgroup",
  TBODY: "rowgroup",
  TR: "row",
  TD: "cell",
};

/**
 * Sets the ARIA roles of a table's elements: browsers drop the native ones where CSS lays them out as grids, as here.
 * @param {ParentNode} root
 */
export function setTableRoles(root) {
  for (const element of root.querySelectorAll("table, thead, tbody, tr, td")) {
    element.setAttribute("role", roles[element.tagName] ?? "none");
  }
  for (const header of root.querySelectorAll("th")) {
    header.setAttribute("role", header.scope === "col" ? "columnheader" : "rowheader");
  }
}
