import { expect, test } from "vitest";
import { imagesOf } from "../../../../../testbed/cli/options/image-arguments.ts";

const here = { TOKEN: "s3cret", EMPTY: "" };
const bridgeImage = ["registry.example:5000/team/bridge@sha256:0123"];

test("each image is a bridge with all variables, and a name alone has the value of the caller", () => {
  const bridgeEnv = ["A=1=2", "TOKEN", "EMPTY", "spring.kafka.retries=", "B= two words "];
  const environment = { A: "1=2", TOKEN: "s3cret", EMPTY: "", "spring.kafka.retries": "", B: " two words " };
  expect(imagesOf({ bridgeImage: ["a", "b:1"], bridgeEnv }, here)).toEqual([
    { kind: "image", image: "a", environment },
    { kind: "image", image: "b:1", environment },
  ]);
  expect(imagesOf({ bridgeImage, bridgeEnv: [] }, here)).toEqual([
    { kind: "image", image: bridgeImage[0], environment: {} },
  ]);
});

test.each(["--privileged", "-v", "", " ", "a b", "a\nb"])(
  "%j is no image, and no option of docker",
  (image) => {
    expect(() => imagesOf({ bridgeImage: [image], bridgeEnv: [] })).toThrow(
      `--bridge-image ${image}: the name of an image is allowed`,
    );
  },
);

test.each([
  [["=s3cret"], "NAME=VALUE is allowed"],
  [["A B=s3cret"], "NAME=VALUE is allowed"],
  [["s3cret value"], "NAME=VALUE is allowed"],
  [["#A=s3cret"], "NAME=VALUE is allowed"],
  [["A\nB=s3cret"], "NAME=VALUE is allowed"],
  [[""], "NAME=VALUE is allowed"],
  [
    ["GONE"],
    "--bridge-env GONE: a variable that the environment of this command has is allowed, or GONE=VALUE",
  ],
  [["A=s3cret", "A=2"], "--bridge-env A: each variable is allowed once"],
  [["MQTT_URL=mqtt://u:s3cret@h"], "--bridge-env MQTT_URL: other variables than MQTT_URL, MQTT_TOPIC"],
  [["KAFKA_BROKERS"], "--bridge-env KAFKA_BROKERS: other variables than"],
])("the variables %j are refused without their values", (bridgeEnv, message) => {
  expect(() => imagesOf({ bridgeImage, bridgeEnv }, here)).toThrow(message);
  expect(() => imagesOf({ bridgeImage, bridgeEnv }, here)).not.toThrow("s3cret");
});

test("variables without an image are refused", () => {
  expect(() => imagesOf({ bridgeImage: [], bridgeEnv: ["TOKEN"] }, here)).toThrow(
    "--bridge-env: only with --bridge-image",
  );
});
