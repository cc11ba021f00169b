import { kafkaClientSetting } from "../../services/consumer/config.ts";
import { deviceSettings, loadSettings } from "../../services/publisher/config.ts";
import { describeSettings, type SettingDescription } from "../../services/shared/describe-settings.ts";
import { logLevel } from "../../services/shared/environment.ts";
import { doorSettings } from "../../services/shared/http/door/door-settings.ts";
import {
  clusterDrillSettings,
  clusterSettings,
  containerSettings,
  drillSettings,
  imageSettings,
} from "../../testbed/pipeline/compose/variables/compose-settings.ts";
import { portSettings } from "../../testbed/pipeline/ports.ts";

/** Variables of the compose files, by the title of their group. */
export const composeSettings: Readonly<Record<string, readonly SettingDescription[]>> = {
  "Ports on 127.0.0.1": describeSettings(portSettings.shape),
  Publisher: describeSettings(deviceSettings),
  Services: describeSettings({
    KAFKA_CLIENT: kafkaClientSetting,
    LOG_LEVEL: logLevel,
    HTTP_HOSTS: doorSettings.HTTP_HOSTS,
  }),
  Containers: describeSettings(containerSettings),
  Images: describeSettings(imageSettings),
  "Cluster, with docker-compose.cluster.yml": describeSettings(clusterSettings),
  "Set by load runs": describeSettings(loadSettings),
  "Set by drills, with COMPOSE_PROFILES=drill": describeSettings(drillSettings),
  "Set by drills on docker-compose.cluster.yml": describeSettings(clusterDrillSettings),
};

/** Returns the content of `.env.example`. */
export function envExample(): string {
  const groups = Object.entries(composeSettings).map(
    ([title, settings]) => `## ${title}\n\n${linesOf(settings)}`,
  );
  return [
    "# Copy to .env and change as needed. Every line is optional and has the default.",
    "# Made by `npm run docs:settings`.",
    "",
    groups.join("\n\n"),
    "",
  ].join("\n");
}

function linesOf(settings: readonly SettingDescription[]): string {
  return settings
    .map(({ name, description, value, default: inWords }) => {
      const unset = value === inWords ? "" : ` (default: ${inWords})`;
      return `# ${description}${unset}\n#${name}=${value}`;
    })
    .join("\n");
}
