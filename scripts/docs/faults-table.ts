import ms from "ms";
import { type FaultDefinition } from "../../testbed/faults/definition/fault-definition.ts";
import { type FaultParameter } from "../../testbed/faults/definition/fault-parameter.ts";
import { limitsInWords } from "../../testbed/faults/spec/limits-in-words.ts";
import { listed } from "../../testbed/listed.ts";

/** Returns the Markdown table of these faults, as it stands in docs/drills.md. */
export function faultsTable(definitions: readonly FaultDefinition[]): string {
  const rows = definitions.map((definition) => {
    const { kind, target, description, shows, cannotShow, parameters } = definition;
    const cells = [
      `\`${kind}\``,
      target === "none" ? "" : targetInWords(definition),
      [description, ...Object.values(parameters).map(range)].join("; "),
      shows,
      cannotShow,
      limitsInWords(definition) ?? "–",
    ];
    return `| ${cells.map(withFlagsAsCode).join(" | ")} |`;
  });
  return [
    "| fault | target | effect | shows | cannot show | recovery limit |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Returns the kind of target, or the parts that the fault is limited to. */
function targetInWords(definition: FaultDefinition): string {
  if (definition.target !== "part" || definition.parts === undefined) return definition.target;
  return listed(definition.parts);
}

function range(parameter: FaultParameter): string {
  const { kind, flag } = parameter;
  if (kind === "choice") return `${flag} ${parameter.choices.join(" or ")}, default ${parameter.default}`;
  const { min, max, default: usual } = parameter;
  const inWords = kind === "time" ? (value: number) => ms(value) : String;
  return `${flag} ${inWords(min)} to ${inWords(max)}, default ${inWords(usual)}`;
}

function withFlagsAsCode(text: string): string {
  return text.replaceAll(/--[a-z-]+/g, "`$&`");
}
