import { Command, Option } from "commander";
import ms from "ms";
import { type FaultDefinition } from "../../faults/definition/fault-definition.ts";
import { type FaultParameter } from "../../faults/definition/fault-parameter.ts";
import { type SpecOf } from "../../faults/spec/fault-spec.ts";
import { specOf } from "../../faults/spec/spec-of.ts";
import { exitCodesHelp } from "../exit-codes.ts";
import { durationArgument, wholeNumberArgument } from "../options/arguments.ts";
import { type DrillArguments, withDrillOptions } from "../options/drill-arguments.ts";
import { withForeignOptions } from "../options/foreign-arguments.ts";
import { outageOption, qosOption } from "../options/run-arguments.ts";
import { downOption, linkArgument, partArgument } from "../options/topology-options.ts";

/** Runs the drill that the arguments describe and sets the exit code. */
export type RunDrill<Spec> = (fault: Spec, given: DrillArguments, command: Command) => Promise<void>;

/** Returns a drill command for each of these faults. */
export function faultCommands<Definition extends FaultDefinition>(
  definitions: readonly Definition[],
  run: RunDrill<SpecOf<Definition>>,
): Command[] {
  return definitions.map((definition) => {
    const { kind, description, shows, cannotShow, parameters, target } = definition;
    const command = withDrillOptions(new Command(kind).description(description));
    if (target === "none") withForeignOptions(command);
    else {
      command.addArgument(target === "part" ? partArgument(definition) : linkArgument());
      command.addOption(outageOption()).addOption(downOption());
    }
    const options = Object.entries(parameters).map(([name, parameter]) => {
      const option = parameterOption(parameter);
      command.addOption(option);
      return [name, option.attributeName()] as const;
    });
    return command
      .addOption(qosOption())
      .addHelpText("after", `\nShows ${shows}.\nCannot show ${cannotShow}.`)
      .addHelpText("after", exitCodesHelp)
      .action(async () => {
        const given = command.opts<DrillArguments & Readonly<Record<string, unknown>>>();
        const values = Object.fromEntries(options.map(([name, attribute]) => [name, given[attribute]]));
        await run(specOf(definition, command.processedArgs[0], values), given, command);
      });
  });
}

function parameterOption(parameter: FaultParameter): Option {
  const { flag, description } = parameter;
  if (parameter.kind === "choice") {
    const { choices, default: usual } = parameter;
    return new Option(`${flag} <how>`, description).choices(choices).default(usual);
  }
  const { kind, min, max, default: defaultValue } = parameter;
  return kind === "time"
    ? new Option(`${flag} <time>`, description)
        .argParser(durationArgument(min, max))
        .default(defaultValue, ms(defaultValue))
    : new Option(`${flag} <n>`, description).argParser(wholeNumberArgument(min, max)).default(defaultValue);
}
