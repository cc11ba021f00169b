import { duration, rate } from "./figures.js";
import { oncePerFrame } from "./frame.js";
import { hops, parts } from "./pipeline.js";
import { writeAttribute, writeText } from "./write.js";

const partWords = { up: "up", down: "down", "not flowing": "says up, nothing flows", unknown: "unknown" };
const hopWords = { up: "flows", down: "down", "not flowing": "nothing flows", unknown: "unknown" };

/** The pipeline as a picture: five parts and the four hops between them. */
export class PipelinePicture {
  #partOf = new Map();
  #hopOf = new Map();
  #pipeline;
  #draw = oncePerFrame(() => this.#drawAll());

  constructor(document, list) {
    const partTemplate = document.getElementById("part");
    const hopTemplate = document.getElementById("hop");
    parts.forEach((part, index) => {
      if (index > 0) {
        const hop = hops[index - 1];
        this.#hopOf.set(hop.id, addItem(list, hopTemplate, "hop", hop.id));
        writeText(this.#hopOf.get(hop.id).between, `${hop.from.name} to ${hop.to.name}:`);
      }
      const item = addItem(list, partTemplate, "part", part.id);
      writeText(item.name, part.name);
      writeText(item.role, part.role);
      this.#partOf.set(part.id, item);
    });
  }

  show(pipeline) {
    this.#pipeline = pipeline;
    this.#draw();
  }

  #drawAll() {
    for (const [id, item] of this.#partOf) {
      const { state, says } = this.#pipeline.parts[id];
      drawState(item, state, partWords);
      writeText(item.says, says);
      // Long words of a part are cut in its box.
      writeAttribute(item.says, "title", says);
    }
    for (const [id, item] of this.#hopOf) {
      const hop = this.#pipeline.hops[id];
      drawState(item, hop.state, hopWords);
      const perSecond = rate(hop.ratePerSecond);
      const latency = latencyOf(hop);
      writeText(item.rate, perSecond);
      writeAttribute(item.rate, "data-unknown", hop.ratePerSecond === null ? "true" : null);
      writeText(item.p50, hop.p50Ms === null ? latency : `p50 ${duration(hop.p50Ms)}`);
      writeText(item.p99, hop.p50Ms === null ? "" : `p99 ${duration(hop.p99Ms)}`);
      writeText(item.measures, hop.measures);
      const measured = hop.measures === "" ? latency : `${latency} (${hop.measures})`;
      writeAttribute(item.root, "title", `In the last minute: ${perSecond}, ${measured}`);
    }
  }
}

function latencyOf({ ratePerSecond, p50Ms, p99Ms }) {
  if (p50Ms !== null) return `p50 ${duration(p50Ms)}, p99 ${duration(p99Ms)}`;
  return ratePerSecond === 0 ? "no readings" : "latency unknown";
}

function drawState({ root, state, symbol }, word, words) {
  writeAttribute(root, "data-state", word);
  writeText(state, words[word] ?? word);
  writeAttribute(symbol, "href", `#symbol-${word.replace(" ", "-")}`);
}

function addItem(list, template, kind, id) {
  const root = template.content.cloneNode(true).querySelector("li");
  root.dataset[kind] = id;
  list.append(root);
  const fields = [...root.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field]);
  return { root, symbol: root.querySelector("use"), ...Object.fromEntries(fields) };
}
