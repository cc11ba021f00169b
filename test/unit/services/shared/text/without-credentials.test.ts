import { expect, test } from "vitest";
import {
  valueWithoutCredentials,
  withoutCredentials,
} from "../../../../../services/shared/text/without-credentials.ts";

test.each([
  ["node b.js --to mqtts://u:s3cret@h:1/x, amqp://u@h", "node b.js --to mqtts://***@h:1/x, amqp://***@h"],
  ["MQTT_URL='mqtt://u:a@b@h' ./bridge", "MQTT_URL='mqtt://***@h' ./bridge"],
  ["error: option '--mqtt=mqtt://u:pa/s#s@h'", "error: option '--mqtt=mqtt://***@h'"],
  ['{"a":"mqtt://h","b":"c@d","e":"mqtt://u:p@h"}', '{"a":"mqtt://h","b":"c@d","e":"mqtt://***@h"}'],
  ["at file:///a/node_modules/@b/c.js, of a@b.example", "at file:///a/node_modules/@b/c.js, of a@b.example"],
  ["mqtt://h:1883", "mqtt://h:1883"],
])("%s is shown as %s", (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
});

test.each([
  ["mqtt://u:s3/c#r?e t\n@h:x", "mqtt://***@h:x"],
  ["mqtt://h", "mqtt://h"],
  ["a@b", "a@b"],
])("the value %j is shown as %s", (value, shown) => {
  expect(valueWithoutCredentials(value)).toBe(shown);
});
