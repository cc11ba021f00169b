import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { MqttUrlError, parseMqttUrl } from "../../../../../services/shared/mqtt/mqtt-url.ts";

test.each([
  ["mqtt://h", "mqtt", "h", 1883],
  ["mqtts://h", "mqtts", "h", 8883],
  ["MQTT://H:1/", "mqtt", "H", 1],
  ["mqtt://under_score-1.example:65535", "mqtt", "under_score-1.example", 65_535],
  ["mqtt://[::1]:1883", "mqtt", "::1", 1883],
  ["mqtts://u:p@[fe80::1%25eth0]", "mqtts", "fe80::1%eth0", 8883],
  ["mqtt://münchen.example", "mqtt", "münchen.example", 1883],
])("%s is a broker's address", (url, protocol, host, port) => {
  expect(parseMqttUrl(url)).toMatchObject({ protocol, host, port });
});

test.each([
  ["u:pa%3Ass", { username: "u", password: "pa:ss" }],
  ["u:pa:ss", { username: "u", password: "pa:ss" }],
  ["a%3Ab:c", { username: "a:b", password: "c" }],
  ["u:a%40b%2Fc%25d%3Fe%23f", { username: "u", password: "a@b/c%d?e#f" }],
  ["u:a@b", { username: "u", password: "a@b" }],
  ["me@example.org:p", { username: "me@example.org", password: "p" }],
  ["u:two%20words", { username: "u", password: "two words" }],
  ["u:two words", { username: "u", password: "two words" }],
  ["u:a+b", { username: "u", password: "a+b" }],
  ["%C3%BC:p%C3%A4ss%E2%82%AC", { username: "ü", password: "päss€" }],
  ["ü:päss€😀", { username: "ü", password: "päss€😀" }],
  ["u", { username: "u" }],
  ["u:", { username: "u", password: "" }],
  [":p", { username: "", password: "p" }],
  ["", {}],
])("the user and password %s", (userInfo, login) => {
  expect(parseMqttUrl(`mqtt://${userInfo}@h:1883`)).toMatchObject({ host: "h", port: 1883, login });
  expect(parseMqttUrl(`mqtt://${userInfo}@h:1883`).login).toEqual(login);
});

test("any user without control characters, and any password, reach the broker if they are written in percent-encoding", () => {
  const text = string({ unit: "grapheme" });
  assert(
    property(text, text, (username, password) => {
      const userInfo = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
      const read = () => parseMqttUrl(`mqtts://${userInfo}@[::1]`).login;
      if (/\p{Cc}/u.test(username)) expect(read).toThrow(MqttUrlError);
      else expect(read()).toEqual({ username, password });
    }),
  );
});

test.each([
  "",
  "h",
  "h:1883",
  "http://h",
  "mqtt:h",
  "mqtt://",
  "mqtt://:1883",
  "mqtt://h:0",
  "mqtt://h:65536",
  "mqtt://h:x",
  "mqtt://h/path",
  "mqtt://h?clientId=x",
  "mqtt://h#x",
  "mqtt://a b",
  "mqtt://a,mqtt://b",
  "mqtt://::1",
  "mqtt://[::g]",
  "mqtt://[h]:1",
  "mqtt://h:1883\n",
])("%j is refused with what is allowed", (url) => {
  expect(() => parseMqttUrl(url)).toThrow(/^mqtt:\/\/host:port or mqtts:\/\/host:port is allowed/);
});

test.each([
  "mqtt://topuser:s3cret/x@h",
  "mqtt://topuser:s3cret#x@h",
  "mqtt://topuser:s3cret?x@h",
  "mqtt://topuser:s3cret%@h",
  "mqtt://topuser:s3cret%zz@h",
  "mqtt://topuser:s3cret%ff@h",
  "mqtt://topuser%00:s3cret@h",
  "mqtt://topuser%0A:s3cret@h",
  `mqtt://topuser:s3cret${"x".repeat(65_530)}@h`,
])("a user or password that is not allowed is refused without being repeated: %.40s", (url) => {
  const read = () => parseMqttUrl(url);
  expect(read).toThrow(/in which % \/ \? # are written as %25 %2F %3F %23/);
  expect(read).not.toThrow(/topuser|s3cret/);
});
