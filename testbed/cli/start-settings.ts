import { kafkaClientSetting } from "../../services/consumer/config.ts";
import { deviceSettings } from "../../services/publisher/config.ts";
import { describeSettings, type SettingDescription } from "../../services/shared/describe-settings.ts";
import { logLevel } from "../../services/shared/environment.ts";
import { doorSettings } from "../../services/shared/http/door/door-settings.ts";
import { portSettings } from "../pipeline/ports.ts";

/** Environment variables of `npm start`. */
export const startSettings: readonly SettingDescription[] = describeSettings({
  ...portSettings.shape,
  ...deviceSettings,
  KAFKA_CLIENT: kafkaClientSetting,
  LOG_LEVEL: logLevel,
  HTTP_HOSTS: doorSettings.HTTP_HOSTS,
});

/** Returns a help text with one line for each setting. */
export function settingsHelp(settings: readonly SettingDescription[]): string {
  const width = Math.max(...settings.map(({ name }) => name.length));
  return settings
    .map((setting) => `  ${setting.name.padEnd(width)}  ${setting.description} (default: ${setting.default})`)
    .join("\n");
}
