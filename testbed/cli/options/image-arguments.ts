import { InvalidArgumentError } from "commander";
import { type BridgeEnvironment, type BridgeImage } from "../../pipeline/bridge.ts";
import { type BridgeArguments } from "./run-arguments.ts";

/** Variables that the testbed sets. */
const ownVariables: Readonly<Record<keyof BridgeEnvironment, true>> = {
  MQTT_URL: true,
  MQTT_TOPIC: true,
  MQTT_QOS: true,
  KAFKA_BROKERS: true,
  KAFKA_TOPIC: true,
};

/** Images that engines accept begin with a letter or digit; anything else could be an option of `docker`. */
const imageName = /^[A-Za-z0-9][^\s]*$/;

/** Names that have no meaning of their own in an --env-file, and are none of several lines. */
const variableName = /^[^\s=#][^\s=]*$/;

/**
 * Returns the bridges of `--bridge-image`, each with the environment of all `--bridge-env`. No error has a value in it.
 * @throws {InvalidArgumentError} for an image that is no name, and a variable that is wrong, missing, given twice or without image
 */
export function imagesOf(
  { bridgeImage, bridgeEnv }: Pick<BridgeArguments, "bridgeImage" | "bridgeEnv">,
  callersEnvironment: NodeJS.ProcessEnv = process.env,
): BridgeImage[] {
  if (bridgeEnv.length > 0 && bridgeImage.length === 0)
    throw new InvalidArgumentError("--bridge-env: only with --bridge-image");
  const wrong = bridgeImage.find((image) => !imageName.test(image));
  if (wrong !== undefined)
    throw new InvalidArgumentError(
      `--bridge-image ${wrong}: the name of an image is allowed, such as registry.example/bridge:1.2`,
    );
  const environment: Record<string, string> = {};
  for (const each of bridgeEnv) {
    const [name, value] = variableIn(each, callersEnvironment);
    if (Object.hasOwn(environment, name))
      throw new InvalidArgumentError(`--bridge-env ${name}: each variable is allowed once`);
    environment[name] = value;
  }
  return bridgeImage.map((image) => ({ kind: "image", image, environment }));
}

/** Returns name and value of a variable in `NAME=VALUE`, or in `NAME` alone, whose value is that of the caller's environment. */
function variableIn(text: string, callersEnvironment: NodeJS.ProcessEnv): readonly [string, string] {
  const end = text.indexOf("=");
  const name = end < 0 ? text : text.slice(0, end);
  // A text without = may be a value that has been given alone.
  if (!variableName.test(name))
    throw new InvalidArgumentError(
      "--bridge-env: NAME=VALUE is allowed, or NAME alone for the value in the environment of this command; one of them has no NAME without spaces",
    );
  if (Object.hasOwn(ownVariables, name))
    throw new InvalidArgumentError(
      `--bridge-env ${name}: other variables than ${Object.keys(ownVariables).join(", ")} are allowed; those lead through the proxy`,
    );
  const value = end < 0 ? callersEnvironment[name] : text.slice(end + 1);
  if (value === undefined)
    throw new InvalidArgumentError(
      `--bridge-env ${name}: a variable that the environment of this command has is allowed, or ${name}=VALUE`,
    );
  return [name, value];
}
