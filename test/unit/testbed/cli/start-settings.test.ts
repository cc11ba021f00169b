import { expect, test } from "vitest";
import { settingsHelp, startSettings } from "../../../../testbed/cli/start-settings.ts";

test("the help has a line for each setting, with its default", () => {
  const lines = settingsHelp(startSettings).split("\n");
  expect(lines).toHaveLength(startSettings.length);
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}MQTT_PORT +port of Mosquitto \(default: 1883\)$/));
});
