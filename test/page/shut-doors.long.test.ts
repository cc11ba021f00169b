import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNames } from "../../testbed/certificates/folder/file-names.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { expect, StatusPage, test } from "../support/page/page-test.ts";
import { publisherStatus, setStatus } from "../support/pipeline/publisher.ts";

const device = "3DF92-192";
const testLocally = process.env["TEST_RUNTIME"] === "compose" ? test.skip : test;

testLocally(
  "in the secure form the page asks for the token once, keeps it in memory, and tester and services let each other in",
  async ({ browser }) => {
    await using resources = new AsyncDisposableStack();
    const pipeline = resources.use(
      await startTemporaryPipeline("local", { secure: true, links: ["mqtt-bridge"] }),
    );
    const certificates = pipeline.certificates?.folder ?? "";
    const token = (await readFile(join(certificates, fileNames.token("publisher")), "utf8")).trim();
    const { publisherUrl } = pipeline.addresses;
    expect(publisherUrl).toMatch(/^https:/);

    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    resources.defer(() => context.close());
    const statusPage = new StatusPage(await context.newPage(), publisherUrl);
    const { page } = statusPage;
    await page.goto(publisherUrl);
    const form = page.locator("#token-form");
    const enter = async (token: string) => {
      await form.locator("input").fill(token);
      await form.locator("button").click();
    };
    await form.filter({ hasText: "A bearer token is needed" }).waitFor();
    await enter("another-token-of-16");
    await form.filter({ hasText: "The bearer token is wrong" }).waitFor();
    expect(await page.locator('[data-live="true"]').count()).toBe(0);
    await enter(token);
    await page.locator('[data-live="true"]').waitFor();
    expect(await form.isVisible()).toBe(false);

    await statusPage.untilPart("consumer", "up", 20_000);
    await statusPage.untilPart("bridge", "up", 20_000);
    await page.locator(`[data-device="${device}"] [role="switch"]`).click();
    await expect
      .poll(async () => (await publisherStatus(pipeline)).devices.find(({ id }) => id === device)?.status)
      .toBe("Inactive");
    expect(await setStatus(pipeline, device, "Active")).toBe(200);
    expect((await pipeline.link("mqtt-bridge").set({ state: "cut" })).state).toBe("cut");
    await statusPage.untilPart("bridge", "not flowing", 10_000);
    await pipeline.link("mqtt-bridge").set({ state: "up" });

    const kept = await page.evaluate(
      "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href, document.querySelector('#token').value])",
    );
    expect(kept).toBe(JSON.stringify([[], [], "", `${publisherUrl}/`, ""]));
    // Nothing went wrong but the two refusals, which Chromium logs.
    expect(statusPage.problems.filter((problem) => !problem.includes("401"))).toEqual([]);
    await page.reload();
    await form.waitFor();
  },
);
