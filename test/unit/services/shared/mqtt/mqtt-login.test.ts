import { assert, option, property, string } from "fast-check";
import { expect, test } from "vitest";
import { formatLogin, loginOf, parseLogin } from "../../../../../services/shared/mqtt/mqtt-login.ts";

test.each([
  ["u\np\n", { username: "u", password: "p" }],
  ["u\np", { username: "u", password: "p" }],
  ["u\r\np\r\n", { username: "u", password: "p" }],
  ["\ufeffu\np", { username: "u", password: "p" }],
  ["u\n p : \n", { username: "u", password: " p : " }],
  ["u", { username: "u" }],
  ["u\n", { username: "u" }],
  ["u\n\n", { username: "u", password: "" }],
  ["\np\n", { username: "", password: "p" }],
  ["", {}],
])("the credentials file %j", (text, login) => {
  expect(parseLogin(text)).toEqual(login);
});

test("a file that we write has the same login when it is read", () => {
  const name = string({ unit: "grapheme" }).filter((text) => !/\p{Cc}|^\ufeff/u.test(text));
  assert(
    property(name, option(string({ unit: "binary" }), { nil: undefined }), (username, password) => {
      const login = loginOf(username, password);
      expect(parseLogin(formatLogin(login))).toEqual(login);
    }),
  );
});
