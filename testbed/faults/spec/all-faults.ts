import { type LinkName, linkNames, type PartName, partNames } from "../../../services/shared/topology.ts";
import { oneOfEach } from "../../pipeline/cluster/cluster-size.ts";
import { catalogue } from "../catalogue.ts";
import { type FaultDefinition } from "../definition/fault-definition.ts";
import { type FaultSpec, type SpecOf } from "./fault-spec.ts";
import { canHave, needsSecure } from "./resolved-fault.ts";
import { rolesStruckBy, specOf, targetsOf } from "./spec-of.ts";

/** Every fault on every part and link of one process, with default parameters. */
export const allFaults: readonly FaultSpec[] = everyFault(catalogue).filter((spec) =>
  canHave(spec, oneOfEach),
);

/** Those of them that a pipeline with open doors can have. */
export const openFaults: readonly FaultSpec[] = allFaults.filter((spec) => !needsSecure(spec));

/** Faults of the processes of a cluster, by role, with default parameters. */
export const clusterFaults: readonly FaultSpec[] = catalogue.flatMap((definition) => {
  const needsSeveral = definition.target === "part" && definition.needsSeveral;
  const wholes = needsSeveral ? targetsOf(definition) : [];
  return [...rolesStruckBy(definition), ...wholes].map((target): FaultSpec => specOf(definition, target, {}));
});

/** Returns these faults on every part, then on every link, with default parameters. */
export function everyFault<Definition extends FaultDefinition>(
  definitions: readonly Definition[],
): SpecOf<Definition>[] {
  const faultsOf = (kind: "part" | "link", target: PartName | LinkName) =>
    definitions
      .filter((each) => each.target === kind && targetsOf(each).includes(target))
      .map((each) => specOf(each, target, {}));
  return [
    ...partNames.flatMap((part) => faultsOf("part", part)),
    ...linkNames.flatMap((link) => faultsOf("link", link)),
  ];
}
