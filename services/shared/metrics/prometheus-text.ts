/** One sample of a metric. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const labelPair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const escaped: Readonly<Record<string, string>> = { n: "\n", '"': '"', "\\": "\\" };
const words: Readonly<Record<string, number>> = { "+Inf": Number.POSITIVE_INFINITY, "-Inf": -Infinity };

/**
 * Returns the samples of a text in Prometheus' exposition format (version 0.0.4); comments and lines that are no samples are
 * left out. Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function samplesIn(text: string): Sample[] {
  return text.split("\n").flatMap((line) => {
    const [, name, labels = "", value = ""] = sampleLine.exec(line) ?? [];
    return name === undefined
      ? []
      : [{ name, labels: labelsIn(labels), value: words[value] ?? Number(value) }];
  });
}

function labelsIn(text: string): Record<string, string> {
  const pairs = [...text.matchAll(labelPair)].map(([, name = "", value = ""]) => [
    name,
    value.replaceAll(/\\(.)/g, (_, character: string) => escaped[character] ?? `\\${character}`),
  ]);
  return Object.fromEntries(pairs);
}
