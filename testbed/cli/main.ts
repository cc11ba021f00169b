import { Command } from "commander";
import { certificatesCommand } from "./commands/certificates.ts";
import { compareCommand } from "./commands/compare.ts";
import { drillCommand } from "./commands/drill.ts";
import { loadCommand } from "./commands/load.ts";
import { startCommand } from "./commands/start.ts";
import { exitCodes } from "./exit-codes.ts";
import { isUsageError, reportError } from "./report-error.ts";
import { safe } from "./terminal.ts";

const program = new Command("testbed")
  .description("Runs an MQTT → Kafka pipeline that accounts for every message.")
  .addCommand(startCommand())
  .addCommand(drillCommand())
  .addCommand(loadCommand())
  .addCommand(compareCommand())
  .addCommand(certificatesCommand());

// Exit code 2 for every argument that commander refuses; 0 for --help.
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
for (const command of all(program)) {
  command.configureOutput({ outputError: (text, write) => write(safe(text)) });
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes["invalid argument"]));
}

try {
  await program.parseAsync();
} catch (error) {
  reportError(error);
  process.exitCode = exitCodes[isUsageError(error) ? "invalid argument" : "not carried out"];
}
