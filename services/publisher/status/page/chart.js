import { unknown } from "./figures.js";
import { oncePerFrame } from "./frame.js";
import { writeAttribute, writeText } from "./write.js";

const heightPx = 190;
const yAxisPx = 52;
const font = "12px system-ui, sans-serif";
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** A chart of some series of the history, with its legend, which shows the latest figures or those under the pointer. */
export class Chart {
  #history;
  #options;
  #plotBox;
  #entries;
  #plot;
  #pointedAt = null;
  #colours = [];
  #drawLegend = oncePerFrame(() => this.#writeLegend());

  constructor(figure, legendTemplate, history, options) {
    this.#history = history;
    this.#options = options;
    this.#plotBox = figure.querySelector(".plot");
    const legend = figure.querySelector(".legend");
    this.#entries = options.series.map(({ label, kind }) => {
      const item = legendTemplate.content.cloneNode(true).querySelector("li");
      item.dataset.kind = kind;
      writeText(item.querySelector("[data-field=label]"), label);
      legend.append(item);
      return { item, value: item.querySelector("[data-field=value]"), swatch: item.querySelector(".swatch") };
    });
    this.#writeLegend();
  }

  plotWith(UPlot) {
    this.#readColours();
    this.#plot = new UPlot(this.#plotOptions(UPlot), this.#data(), this.#plotBox);
    const resize = oncePerFrame(() => {
      const width = this.#plotBox.clientWidth;
      if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: heightPx });
    });
    new ResizeObserver(resize).observe(this.#plotBox);
  }

  withoutPlot() {
    this.#plotBox.hidden = true;
  }

  draw() {
    this.#plot?.setData(this.#data());
    this.#writeLegend();
  }

  recolour() {
    this.#readColours();
    this.#plot?.redraw(false, true);
  }

  #data() {
    return this.#history.columns(this.#options.series.map(({ field }) => field));
  }

  /** A custom property gives `light-dark(…)` back as written; only a used colour is resolved. */
  #readColours() {
    this.#colours = this.#entries.map(({ swatch }) => getComputedStyle(swatch).color);
    const box = getComputedStyle(this.#plotBox);
    this.#colours.text = box.color;
    this.#colours.line = box.borderTopColor;
  }

  #writeLegend() {
    const { name, format, series } = this.#options;
    const latest = this.#history.latest;
    const shown = (this.#pointedAt === null ? undefined : this.#history.at(this.#pointedAt)) ?? latest;
    const figures = series.map(({ field, label }, index) => {
      writeText(this.#entries[index].value, format(shown?.[field] ?? null));
      return `${label} ${format(latest?.[field] ?? null)}`;
    });
    const text = latest === undefined ? unknown : figures.join(", ");
    writeAttribute(this.#plotBox, "aria-label", `${name} in the last 5 minutes. Latest second: ${text}`);
  }

  #plotOptions(UPlot) {
    const colour = (name) => () => this.#colours[name];
    const axis = {
      stroke: colour("text"),
      font,
      grid: { stroke: colour("line"), width: 1 },
      ticks: { show: false },
    };
    return {
      width: Math.max(this.#plotBox.clientWidth, 200),
      height: heightPx,
      legend: { show: false },
      padding: [8, 8, 0, 0],
      cursor: {
        sync: { key: "seconds" },
        drag: { x: false, y: false, setScale: false },
        y: false,
        points: { size: 7 },
      },
      scales: {
        x: { time: true, range: () => this.#history.window },
        y: {
          range: (_plot, _min, max) => {
            const [, top] = UPlot.rangeNum(0, Math.max(max ?? 0, this.#options.leastTop), 0.1, true);
            return [0, top];
          },
        },
      },
      axes: [
        {
          ...axis,
          size: 30,
          space: 60,
          incrs: [60],
          values: (_plot, ats) => ats.map((at) => hour.format(at * 1000)),
        },
        {
          ...axis,
          size: yAxisPx,
          space: 36,
          incrs: [1, 2, 5]
            .flatMap((digit) => [0, 1, 2, 3, 4, 5].map((power) => digit * 10 ** power))
            .sort(ascending),
          values: (_plot, values) => values.map((value) => value.toLocaleString("en")),
        },
      ],
      series: [
        {},
        ...this.#options.series.map(({ kind }, index) => ({
          stroke: colour(index),
          width: this.#options.stepped ? 1 : 1.5,
          paths: this.#options.stepped ? UPlot.paths.stepped({ align: 1 }) : undefined,
          fill:
            kind === "area"
              ? () => this.#colours[index].replace(/^rgb\((.*)\)$/, "rgba($1, 0.22)")
              : undefined,
          // A second between two unknown ones has no line: without a dot it would not be seen.
          points: { show: true, size: 4, fill: colour(index), filter: alone },
        })),
      ],
      hooks: {
        setCursor: [
          ({ cursor }) => {
            this.#pointedAt = cursor.left >= 0 ? (cursor.idx ?? null) : null;
            this.#drawLegend();
          },
        ],
      },
    };
  }
}

function ascending(one, other) {
  return one - other;
}

/** The places of values with nothing known on either side. */
function alone(plot, seriesIndex) {
  const values = plot.data[seriesIndex];
  const places = [];
  for (let place = 0; place < values.length; place += 1) {
    if (
      values[place] !== null &&
      (values[place - 1] ?? null) === null &&
      (values[place + 1] ?? null) === null
    ) {
      places.push(place);
    }
  }
  return places;
}
