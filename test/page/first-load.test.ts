import { AxeBuilder } from "@axe-core/playwright";
import { waitFor } from "../../testbed/wait-for.ts";
import { expect, openPage, test } from "../support/page/page-test.ts";

test("the page shows both devices, the publisher's counts beside the consumer's, and every part up", async ({
  statusPage,
}) => {
  for (const device of ["3DF92-192", "4HHC2-392"]) {
    await waitFor({ description: `arrivals of ${device} on the page`, timeoutMs: 20_000 }, async () => {
      const [made, acknowledged, arrived] = await Promise.all(
        ["made", "acknowledged", "arrived"].map(async (field) =>
          Number(await statusPage.cell(device, field)),
        ),
      );
      return (made && acknowledged && arrived && made >= acknowledged) || undefined;
    });
    expect(await statusPage.cell(device, "gaps")).toBe("0");
  }
  for (const part of ["publisher", "mqtt", "bridge", "kafka", "consumer"]) {
    await statusPage.untilPart(part, "up", 5_000);
  }
  expect(await statusPage.page.locator("canvas").count()).toBe(2);
  expect(statusPage.problems).toEqual([]);
});

test.for(["live/event-feed.js", "page.js", "styles/header.css"])(
  "a page whose %s cannot be loaded at first is whole without anybody reloading it",
  async (file, { browser, pipeline }) => {
    const refused: string[] = [];
    const { page } = await openPage(browser, pipeline, async (context) => {
      await context.route(
        `**/${file}`,
        async (route) => {
          refused.push(route.request().url());
          await route.abort("connectionreset");
        },
        { times: 1 },
      );
    });
    await page.waitForFunction(
      (path) =>
        performance
          .getEntriesByType("resource")
          .some(
            (entry) => entry.name.endsWith(path) && "responseStatus" in entry && entry.responseStatus === 200,
          ),
      file,
    );
    await page.locator('[data-live="true"]').waitFor();
    expect(refused).toEqual([`${pipeline.addresses.publisherUrl}/${file}`]);
    await page.context().close();
  },
);

for (const colorScheme of ["light", "dark"] as const) {
  test(`the page is accessible in ${colorScheme} colours: axe finds no violation`, async ({
    statusPage: { page },
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.locator("[data-device]").nth(1).waitFor();
    const { violations, passes } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
    expect(passes.length).toBeGreaterThan(10);
  });
}
