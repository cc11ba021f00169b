import { join } from "node:path";
import { type Browser, type BrowserContext, type Page } from "playwright-core";
import { test as base, expect } from "vitest";
import { launchChromium } from "../../../scripts/docs/launch-chromium.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { startTemporaryPipeline } from "../../../testbed/pipeline/temporary-pipeline.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { engineIsMissing } from "../pipeline/engine-is-missing.ts";

/** Chromium's error of what it was loading while a network interface of the machine came or went: each container has one. */
const networkChanged = "net::ERR_NETWORK_CHANGED";
const onCompose = process.env["TEST_RUNTIME"] === "compose";

/** The status page of a pipeline in a browser. */
export class StatusPage {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, and requests to other origins. */
  readonly problems: string[] = [];

  constructor(page: Page, url: string) {
    this.page = page;
    page.on("console", (message) => {
      if (message.text().includes(networkChanged)) return;
      if (message.type() === "error" || message.type() === "warning") this.problems.push(message.text());
    });
    page.on("pageerror", (error) => this.problems.push(String(error)));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== "data:" && origin !== url) this.problems.push(`request to ${request.url()}`);
    });
  }

  /** Returns the text of a device's cell. */
  async cell(device: string, field: string): Promise<string> {
    const cell = this.page.locator(`[data-device="${device}"] [data-field="${field}"]`);
    return (await cell.textContent())?.trim() ?? "";
  }

  /** Returns the state of a part as the page shows it. */
  async stateOf(part: string): Promise<string | null> {
    return await this.page.locator(`[data-part="${part}"]`).getAttribute("data-state");
  }

  /** Waits until the page shows a part in this state. */
  async untilPart(part: string, state: string, timeoutMs: number): Promise<void> {
    await waitFor({ description: `the page to show ${part} ${state}`, timeoutMs }, async () => {
      const shown = await this.stateOf(part);
      if (shown === state) return true;
      throw new Error(`${part} is shown ${shown}`);
    });
  }
}

/** Opens the status page of a pipeline, in a context prepared by `prepare`, and waits until it is live. */
export async function openPage(
  browser: Browser,
  { addresses }: Pipeline,
  prepare: (context: BrowserContext) => Promise<void> = async () => undefined,
): Promise<StatusPage> {
  const context = await browser.newContext();
  await prepare(context);
  const statusPage = new StatusPage(await context.newPage(), addresses.publisherUrl);
  await goTo(statusPage.page, addresses.publisherUrl);
  await statusPage.page.locator('[data-live="true"]').waitFor();
  return statusPage;
}

async function goTo(page: Page, url: string): Promise<void> {
  for (;;) {
    try {
      await page.goto(url);
      return;
    } catch (error) {
      if (!String(error).includes(networkChanged)) throw error;
    }
  }
}

/** Starts a pipeline: 200 devices make 1,000 readings per second, 2 devices a few. */
export function startPipelineWith(devices: number): Promise<Pipeline> {
  const many = Array.from({ length: devices }, (_, index) => `device-${index + 1}`).join();
  return startTemporaryPipeline(onCompose ? "compose" : "local", {
    publisher:
      devices === 2
        ? { MIN_INTERVAL_MS: "200", MAX_INTERVAL_MS: "400", SEED: "1" }
        : { DEVICES: many, MIN_INTERVAL_MS: "133", MAX_INTERVAL_MS: "267", SEED: "1" },
    // The one that a test cuts.
    links: devices === 2 ? ["mqtt-bridge"] : [],
    keepLogsIn: join(
      checkout,
      "test-results",
      "logs",
      `page-${onCompose ? "compose" : "local"}-${devices}-${process.env["VITEST_WORKER_ID"]}`,
    ),
  });
}

const withBrowser = base
  .extend("browser", { scope: "worker" }, async ({}, { onCleanup }) => {
    const browser = await launchChromium();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend("pipeline", { scope: "worker" }, async ({}, { onCleanup }) => {
    const pipeline = await startPipelineWith(2);
    onCleanup(() => pipeline[Symbol.asyncDispose]());
    return pipeline;
  })
  .extend("statusPage", async ({ browser, pipeline }, { onCleanup }) => {
    const statusPage = await openPage(browser, pipeline);
    onCleanup(async () => {
      await statusPage.page.context().close();
    });
    return statusPage;
  });

/** A test with a status page; browser and pipeline (two devices) are shared by all files of a worker. */
export const test = onCompose && (await engineIsMissing()) ? withBrowser.skip : withBrowser;

export { expect };
