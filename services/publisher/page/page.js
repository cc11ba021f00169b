const refreshMs = 1000;
const broker = document.querySelector("#broker");
const rows = document.querySelector("#devices");
const template = document.querySelector("#device");
const rowOf = new Map();

function addRow(id) {
  const row = template.content.cloneNode(true).querySelector("tr");
  const cell = (name) => row.querySelector(`[data-field="${name}"]`);
  cell("id").textContent = id;
  cell("status").setAttribute("aria-label", `${id} active`);
  cell("status").addEventListener("change", ({ target }) =>
    setStatus(id, target.checked ? "Active" : "Inactive"),
  );
  rows.append(row);
  rowOf.set(id, cell);
  return cell;
}

async function setStatus(id, status) {
  await fetch(`/status/${encodeURIComponent(id)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ status }),
  }).catch(() => undefined);
  await refresh();
}

function show({ connected, acknowledgedWithoutSubscriber, devices }) {
  broker.dataset.state = connected ? "up" : "down";
  broker.textContent = connected
    ? "connected to the broker"
    : "no connection to the broker: readings wait until it is back";
  if (acknowledgedWithoutSubscriber > 0) {
    broker.textContent += `; acknowledged while nobody was subscribed: ${acknowledgedWithoutSubscriber}`;
  }
  for (const device of devices) {
    const cell = rowOf.get(device.id) ?? addRow(device.id);
    cell("status").checked = device.status === "Active";
    cell("position").textContent = `${device.position.x}, ${device.position.y}`;
    for (const count of ["made", "acknowledged", "unknown", "waiting", "dropped"]) {
      cell(count).textContent = device[count].toLocaleString("en");
    }
  }
}

async function refresh() {
  try {
    show(await (await fetch("/status")).json());
  } catch {
    broker.dataset.state = "down";
    broker.textContent = "the publisher does not answer; what is shown is old";
  }
}

async function keepFresh() {
  await refresh();
  setTimeout(keepFresh, refreshMs);
}

keepFresh();
