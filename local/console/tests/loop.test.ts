import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPage } from '../harness/browser.ts';
import { startWatchedPipeline, type WatchedPipeline } from '../harness/pipeline.ts';

/** Beside whatever else runs on this machine, and below 32768, where Linux hands out ports. */
const PORT_OFFSET = Number(process.env['FLIGHTDECK_PORT_OFFSET'] ?? 0) + 4_200;
const DRILL_OFFSET = PORT_OFFSET + 400;
const ALERT = 'warehouse-writes-failing';

let pipeline: WatchedPipeline;
let browser: Browser;

beforeAll(async () => {
  // One after the other: whatever fails, the other is known and can be stopped.
  browser = await launchBrowser();
  pipeline = await startWatchedPipeline(PORT_OFFSET, { FLIGHTDECK_DRILL_PORT_OFFSET: `${DRILL_OFFSET}` });
});

afterAll(async () => {
  await browser?.close();
  await pipeline?.stop();
});

describe('the console beside a running pipeline', () => {
  it('shows a fault from its first page to its end, with the runbook two clicks away', async () => {
    const page = await newPage(browser);
    await page.goto(pipeline.endpoints.console);
    await page.getByRole('heading', { name: /within budget|Nothing is firing|Ticket open/ }).waitFor();
    await page.getByRole('img', { name: /^Events by outcome: .*stored last/ }).waitFor();

    await pipeline.breakWarehouse();
    await page.getByRole('heading', { name: /Paging for/ }).waitFor();

    await page.getByRole('link', { name: ALERT, exact: true }).first().click();
    await page.getByRole('heading', { name: 'Mitigation' }).waitFor();
    await page
      .getByRole('img', { name: /^warehouse_request_duration.*last/ })
      .first()
      .waitFor();
    await page.getByRole('list', { name: 'Timeline' }).getByText('opened').waitFor();
    const incident = page.url();
    await page.getByRole('link', { name: 'Runbook', exact: true }).click();
    await page.getByRole('heading', { name: ALERT, level: 1 }).waitFor();

    await pipeline.mendWarehouse();
    await page.goto(incident);
    await page.locator('.state', { hasText: 'closed' }).first().waitFor();
    const steps = await page
      .getByRole('list', { name: 'Timeline' })
      .locator('[data-done="true"]')
      .allTextContents();
    expect(steps.map((text) => text.replace(/\d.*/, '').replace(/by recovery.*/, 'by recovery'))).toEqual([
      'condition true',
      'opened',
      'acknowledged by recovery',
      'closed',
    ]);
    await page.context().close();
  });

  it('starts a drill, and shows fault, SLI, alert and recovery while they happen', async () => {
    const page = await newPage(browser);
    await page.goto(`${pipeline.endpoints.console}/drills`);
    await page.getByRole('link', { name: 'poison-messages' }).click();
    await page.getByRole('button', { name: 'Start the drill' }).click();
    await page.getByRole('img', { name: /^Fault injected: publish poison/ }).waitFor();
    await page.getByRole('img', { name: /^SLI of Ingest completeness: .* last/ }).waitFor();
    await page.getByRole('img', { name: /^Alerts: .*dead-letters for/ }).waitFor();
    // How it ends is for the chaos stage to say: two pipelines share this machine here.
    await page.locator('[role=status] .state', { hasText: /passed|failed/ }).waitFor();
    const claim = page.locator('.claim li');
    expect(await claim.filter({ hasText: /met.*dead-letters fires within 15m: after/ }).count()).toBe(1);
    expect(await claim.filter({ hasText: /met.*nothing lost/ }).count()).toBe(1);
    expect(await claim.filter({ hasText: 'not yet' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Open the report' }).waitFor();
    await page.context().close();
  });
});
