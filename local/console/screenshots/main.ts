import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toError } from '@flightdeck/service';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPage } from '../harness/browser.ts';
import { startWatchedPipeline } from '../harness/pipeline.ts';
import { until } from '../harness/until.ts';
import { BURNING, CALM, DEVICES, DRILL, INCIDENT, type Picture } from './pictures.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../docs/pictures');
/** Beside a pipeline on the usual ports; the drill's own pipeline a little further. */
const PORT_OFFSET = Number(process.env['FLIGHTDECK_PORT_OFFSET'] ?? 0) + 4_400;
const DRILL_OFFSET = PORT_OFFSET + 200;
/** Seconds of monitoring's clock: a default range full of data, and the start-up's own alerts closed. */
const CALM_AFTER_SECONDS = 4_800;
/** An outage that was looked at at once would be a line at the edge. */
const OUTAGE_SECONDS = 1_500;
const ALERT = 'warehouse-writes-failing';
const EXPERIMENT = 'warehouse-outage';
/** Catches a hang; a drill takes a minute or two. */
const DRILL_LIMIT_MS = 600_000;

async function take(browser: Browser, base: string, picture: Picture): Promise<void> {
  const { file, path, scheme, device } = picture;
  const page = await newPage(browser, { colorScheme: scheme, viewport: DEVICES[device] });
  await page.goto(base + path);
  await page.locator(picture.until).first().waitFor();
  await page.waitForLoadState('networkidle');
  await save(page, file);
  await page.context().close();
}

async function save(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${file}.png`) });
  console.log(`docs/pictures/${file}.png`);
}

async function takeAll(browser: Browser): Promise<void> {
  console.log('starting a pipeline, and letting it run for a while; five minutes in all');
  const pipeline = await startWatchedPipeline(PORT_OFFSET, {
    FLIGHTDECK_DRILL_PORT_OFFSET: `${DRILL_OFFSET}`,
  });
  const { monitoring, console: base } = pipeline.endpoints;
  const now = async (): Promise<number> =>
    ((await (await fetch(`${monitoring}/_flightdeck/time`)).json()) as { now_seconds: number }).now_seconds;
  const pass = async (seconds: number): Promise<void> => {
    const end = (await now()) + seconds;
    await until('time has passed', async () => (await now()) >= end);
  };
  try {
    await pass(CALM_AFTER_SECONDS);
    await until('no alert is open (a busy machine makes the API miss its objectives)', () =>
      isCalm(monitoring),
    );
    for (const picture of CALM) await take(browser, base, picture);
    await takeTrace(browser, base);
    await pipeline.breakWarehouse();
    const page = await newPage(browser);
    await page.goto(`${base}/incidents`);
    const link = page.getByRole('link', { name: ALERT, exact: true }).first();
    await link.waitFor();
    await pass(OUTAGE_SECONDS);
    for (const picture of BURNING) await take(browser, base, picture);
    const path = new URL((await link.getAttribute('href')) ?? '', base).pathname;
    for (const picture of INCIDENT) await take(browser, base, { ...picture, path });
    await pipeline.mendWarehouse();
    await takeDrill(browser, base);
  } finally {
    await pipeline.stop();
  }
}

async function isCalm(monitoring: string): Promise<boolean> {
  const response = await fetch(`${monitoring}/_flightdeck/incidents?state=open`);
  return ((await response.json()) as { incidents: readonly unknown[] }).incidents.length === 0;
}

async function takeTrace(browser: Browser, base: string): Promise<void> {
  const page = await newPage(browser, { colorScheme: 'dark', viewport: DEVICES.wide });
  await page.goto(`${base}/traces?service=api&min_ms=20`);
  await page.locator('tbody a').first().click();
  await page.locator('.waterfall').waitFor();
  await save(page, 'console-trace');
  await page.context().close();
}

/** Stays on the page from the start, as the lanes are live. */
async function takeDrill(browser: Browser, base: string): Promise<void> {
  const { file, scheme, device } = DRILL;
  const page = await newPage(browser, { colorScheme: scheme, viewport: DEVICES[device] });
  await page.goto(`${base}/drills/${EXPERIMENT}`);
  await page.getByRole('button', { name: 'Start the drill' }).click();
  await page.locator('.lane-incident').first().waitFor({ timeout: DRILL_LIMIT_MS });
  const ended = page.locator('[role=status] .state', { hasText: /passed|failed/ });
  await ended.waitFor({ timeout: DRILL_LIMIT_MS });
  await save(page, file);
  await page.context().close();
}

const browser = await launchBrowser();
try {
  await takeAll(browser);
} catch (thrown) {
  console.error(toError(thrown).message);
  process.exitCode = 1;
} finally {
  await browser.close();
}
