import { find } from "/shared/dom.js";
import { PublisherClient } from "./access/publisher-client.js";
import { LiveCharts } from "./charts/live-charts.js";
import { MetricHistory } from "./charts/metric-history.js";
import { DeviceTable } from "./devices/device-table.js";
import { RouteMap } from "./devices/route-map.js";
import { ConnectionStatus } from "./live/connection-status.js";
import { EventFeed } from "./live/event-feed.js";
import { Counters } from "./pipeline/counters.js";
import { unknownPipeline } from "./pipeline/parts.js";
import { PipelineDiagram } from "./pipeline/pipeline-diagram.js";
import { Summary } from "./pipeline/summary.js";
import { ErrorMessage } from "./text/error-message.js";

const tickMs = 1000;
const publisher = new PublisherClient(find(document, "#token-form", HTMLFormElement));
const history = new MetricHistory();
const routeMap = new RouteMap(find(document, "#route-line", SVGPolygonElement));
const errorMessage = new ErrorMessage(find(document, "#problem", HTMLElement));
const table = new DeviceTable(publisher, routeMap, errorMessage);
const diagram = new PipelineDiagram(find(document, "#pipeline", HTMLElement));
const summary = new Summary(find(document, "#summary", HTMLElement), find(document, "#metrics", HTMLElement));
const counters = new Counters(find(document, "#counters", HTMLElement));
const connectionStatus = new ConnectionStatus(find(document, "#live", HTMLElement));
const charts = new LiveCharts(history);

let pipeline = unknownPipeline;

const feed = new EventFeed(publisher, "/events", {
  hello({ run, since, route, seconds }) {
    routeMap.setRoute(route);
    history.replace(seconds);
    charts.historyChanged();
    counters.setRun(run, since);
    table.expectAll();
  },
  second(second) {
    history.add(second);
    charts.historyChanged();
  },
  state(state) {
    pipeline = state;
    diagram.show(state);
    counters.show(state);
    table.apply(state.devices, feed.serverNowMs);
    showSummary();
  },
  liveChanged() {
    connectionStatus.show(feed);
    if (!feed.isLive) {
      pipeline = unknownPipeline;
      diagram.show(pipeline);
    }
    showSummary();
  },
});

connectionStatus.show(feed);
diagram.show(pipeline);
showSummary();
feed.open();

setInterval(() => {
  table.tick(feed.serverNowMs);
  showSummary();
}, tickMs);

function showSummary() {
  summary.show({
    isLive: feed.isLive,
    wasLive: feed.lastStateMs !== null,
    pipeline,
    devices: table.devices,
    latestP50Ms: history.latestP50Ms,
    serverNowMs: feed.serverNowMs,
  });
}
