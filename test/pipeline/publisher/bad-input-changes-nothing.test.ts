import { expect } from "vitest";
import { test, toggled } from "../../support/pipeline/pipeline-test.ts";
import { publisherStatus, setStatus } from "../../support/pipeline/publisher.ts";

const device = toggled.byBadInput;

const badRequests = [
  { path: `/status/${device}`, body: '{"status":"Broken"}', code: 400, message: "Invalid status" },
  { path: `/status/${device}`, body: '{"status":"active"}', code: 400, message: "Invalid status" },
  { path: `/status/${device}`, body: "", code: 400, message: "Invalid status" },
  { path: `/status/${device}`, body: '{"status":', code: 400, message: "Invalid status" },
  { path: `/status/${device}`, body: '{"status":["Active"]}', code: 400, message: "Invalid status" },
  { path: "/status/nobody", body: '{"status":"Active"}', code: 404, message: "Unknown device nobody" },
];

test("bad HTTP input is answered with one clear error and changes no device", async ({
  pipeline,
  arrivals,
}) => {
  await setStatus(pipeline, device, "Inactive");
  await arrivals.waitFor(device, "the final reading", ({ status }) => status === "Inactive");
  const stateOf = async () => (await publisherStatus(pipeline)).devices.find(({ id }) => id === device);
  const before = await stateOf();

  for (const { path, body, code, message } of badRequests) {
    const response = await pipeline.addresses.publisher.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect([body, response.status, await response.json()]).toEqual([body, code, { message }]);
  }

  expect(before).toMatchObject({ status: "Inactive" });
  expect(await stateOf()).toEqual(before);
});
