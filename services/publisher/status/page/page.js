import { Charts } from "./charts.js";
import { DeviceTable } from "./device-table.js";
import { History } from "./history.js";
import { Live } from "./live.js";
import { LiveLine } from "./live-line.js";
import { allUnknown } from "./pipeline.js";
import { PipelinePicture } from "./pipeline-picture.js";
import { ProblemLine } from "./problem-line.js";
import { RouteMap } from "./route-map.js";
import { requestStatus } from "./status-request.js";
import { Summary } from "./summary.js";
import { Tally } from "./tally.js";

const tickMs = 1000;
const at = (id) => document.getElementById(id);

const history = new History();
const routeMap = new RouteMap(at("route-line"));
const problemLine = new ProblemLine(at("problem"));
const table = new DeviceTable(document, { routeMap, requestStatus, problemLine });
const picture = new PipelinePicture(document, at("pipeline"));
const summary = new Summary(at("summary"), at("figures"));
const tally = new Tally(at("tally"));
const liveLine = new LiveLine(at("live"));
const charts = new Charts(document, history);

let pipeline = allUnknown;

function showSummary() {
  summary.show({
    live: live.isLive,
    everLive: live.lastStateMs !== null,
    pipeline,
    devices: table.devices,
    latestP50Ms: history.latestP50Ms,
    serverNowMs: live.serverNowMs,
  });
}

const live = new Live("/events", {
  hello({ run, since, route, seconds }) {
    routeMap.setRoute(route);
    history.replace(seconds);
    charts.changed();
    tally.setRun(run, since);
    table.expectAll();
  },
  second(second) {
    history.add(second);
    charts.changed();
  },
  state(state) {
    pipeline = state;
    picture.show(state);
    tally.show(state);
    table.apply(state.devices, live.serverNowMs);
    showSummary();
  },
  changed() {
    liveLine.show(live);
    if (!live.isLive) {
      pipeline = allUnknown;
      picture.show(pipeline);
    }
    showSummary();
  },
});

liveLine.show(live);
picture.show(pipeline);
showSummary();
live.open();

setInterval(() => {
  table.tick(live.serverNowMs);
  showSummary();
}, tickMs);
