import { find, findFields, instantiate, setText } from "/shared/dom.js";

/** Legend of a chart: one entry per series, with its value. */
export class Legend {
  #entries;

  /**
   * @param {HTMLElement} list
   * @param {readonly { readonly label: string, readonly kind: "area" | "line" }[]} series
   */
  constructor(list, series) {
    const template = find(document, "#legend-entry", HTMLTemplateElement);
    this.#entries = series.map(({ label, kind }) => {
      const item = instantiate(template, "li", HTMLLIElement);
      item.dataset["kind"] = kind;
      const fields = findFields(item, ["label", "value"]);
      setText(fields.label, label);
      list.append(item);
      return { value: fields.value, swatch: find(item, ".swatch", HTMLElement) };
    });
  }

  /** Elements in the colours of the series. */
  get swatches() {
    return this.#entries.map(({ swatch }) => swatch);
  }

  /** @param {readonly string[]} values one per series */
  show(values) {
    this.#entries.forEach(({ value }, index) => {
      setText(value, values[index] ?? "");
    });
  }
}
