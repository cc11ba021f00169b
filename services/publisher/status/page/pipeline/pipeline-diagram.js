import { find } from "/shared/dom.js";
import { oncePerFrame } from "/shared/once-per-frame.js";
import { LinkItem } from "./link-item.js";
import { PartItem } from "./part-item.js";
import { links, parts, unknownPipeline } from "./parts.js";

/** @import { LinkName, PartName } from "../../../../shared/topology.ts" */
/** @import { Overview } from "../../overview.ts" */

/** Diagram of the pipeline: five parts and the four links between them. */
export class PipelineDiagram {
  /** @type {Map<PartName, PartItem>} */
  #parts = new Map();
  /** @type {Map<LinkName, LinkItem>} */
  #links = new Map();
  #pipeline = unknownPipeline;
  #draw = oncePerFrame(() => this.#drawAll());

  /** @param {HTMLElement} list */
  constructor(list) {
    const partTemplate = find(document, "#part", HTMLTemplateElement);
    const linkTemplate = find(document, "#link", HTMLTemplateElement);
    for (const part of parts) {
      const link = links.find(({ to }) => to === part);
      if (link !== undefined) {
        const item = new LinkItem(linkTemplate, link);
        this.#links.set(link.id, item);
        list.append(item.root);
      }
      const item = new PartItem(partTemplate, part);
      this.#parts.set(part.id, item);
      list.append(item.root);
    }
  }

  /** @param {Overview} pipeline */
  show(pipeline) {
    this.#pipeline = pipeline;
    this.#draw();
  }

  #drawAll() {
    for (const [id, item] of this.#parts) item.draw(this.#pipeline.parts[id]);
    for (const [id, item] of this.#links) item.draw(this.#pipeline.links[id]);
  }
}
