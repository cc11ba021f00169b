import { expect, test } from "vitest";
import { fetchFromAny } from "../../../../../services/shared/http/fetch-from-any.ts";

/** A server that answers with its name, or as it is told. */
function stubServer(
  name: string,
  asked: string[],
  answer: () => Promise<Response> = async () => new Response(name),
) {
  return {
    fetch: (path: string) => {
      asked.push(`${name}${path}`);
      return answer();
    },
  };
}

const unreachable = () => Promise.reject(new TypeError("fetch failed"));
const silent = () => new Promise<Response>(() => undefined);

test("the next server is asked if one is not reached, and first from then on", async () => {
  const asked: string[] = [];
  const send = fetchFromAny([stubServer("a", asked, unreachable), stubServer("b", asked)]);
  expect(await (await send("/x", {})).text()).toBe("b");
  expect(await (await send("/y", { method: "PUT" })).text()).toBe("b");
  expect(asked).toEqual(["a/x", "b/x", "b/y"]);
});

test("a question that is not answered soon is asked of the next server, too", async () => {
  const asked: string[] = [];
  const send = fetchFromAny([stubServer("a", asked, silent), stubServer("b", asked)]);
  expect(await (await send("/x", {})).text()).toBe("b");
  expect(asked).toEqual(["a/x", "b/x"]);
});

test("a change is asked of one server as long as it may have reached it", async () => {
  const asked: string[] = [];
  const slow = Promise.withResolvers<Response>();
  const send = fetchFromAny([stubServer("a", asked, () => slow.promise), stubServer("b", asked)]);
  const answer = send("/x", { method: "POST" });
  setTimeout(() => slow.resolve(new Response("a")), 700);
  expect(await (await answer).text()).toBe("a");
  expect(asked).toEqual(["a/x"]);
});

test("the failure is that of the first server if none is reached", async () => {
  const send = fetchFromAny([
    stubServer("a", [], unreachable),
    stubServer("b", [], () => Promise.reject(new TypeError("other"))),
  ]);
  await expect(send("/x", {})).rejects.toThrow("fetch failed");
});

test("no further server is asked once the request is given up", async () => {
  const asked: string[] = [];
  const given = new AbortController();
  const send = fetchFromAny([
    stubServer("a", asked, () => {
      given.abort(new Error("given up"));
      return unreachable();
    }),
    stubServer("b", asked),
  ]);
  await expect(send("/x", { signal: given.signal })).rejects.toThrow("given up");
  expect(asked).toEqual(["a/x"]);
});
