const roleOf = {
  TABLE: "table",
  THEAD: "rowgroup",
  TBODY: "rowgroup",
  TR: "row",
  TD: "cell",
};

/** Says what the parts of a table are. Browsers forget it where CSS lays them out as grids, as it does here. */
export function giveTableRoles(root) {
  for (const element of root.querySelectorAll("table, thead, tbody, tr, th, td")) {
    element.setAttribute("role", roleOf[element.tagName] ?? headerRoleOf(element));
  }
}

function headerRoleOf(th) {
  return th.scope === "col" ? "columnheader" : "rowheader";
}
