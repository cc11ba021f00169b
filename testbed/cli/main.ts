import { Command } from "commander";
import { startCommand } from "./start.ts";

await new Command("testbed")
  .description("Runs an MQTT → Kafka pipeline that accounts for every message.")
  .addCommand(startCommand())
  .parseAsync();
