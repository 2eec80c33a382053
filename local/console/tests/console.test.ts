import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPage } from '../harness/browser.ts';
import { type ConsoleUnderTest, post, startConsole } from '../harness/console.ts';

const PAGES = [
  '/',
  '/incidents',
  '/dashboards/overview',
  '/dashboards/fleet',
  '/slos/api-availability',
  '/traces',
  '/runbooks',
  '/runbooks/backlog-age',
  '/fleet',
  '/drills',
  '/drills/warehouse-outage',
];
/** Compressed, of all script that is loaded before the first chart shows data. */
const MAX_SCRIPT_BYTES = 150_000;

let console_: ConsoleUnderTest;
let browser: Browser;
/** Script errors, and requests to other machines, of every page that was opened. */
const faults: string[] = [];
const foreign: string[] = [];

beforeAll(async () => {
  [console_, browser] = await Promise.all([startConsole({ systems: 5, hours: 6 }), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await console_?.stop();
});

async function open(path: string, colorScheme: 'dark' | 'light' = 'dark'): Promise<Page> {
  const page = await newPage(browser, { colorScheme });
  watch(page, path);
  await page.goto(`${console_.url}${path}`);
  await page.locator('main h1').first().waitFor();
  return page;
}

function watch(page: Page, path: string): void {
  page.on('pageerror', (error) => faults.push(`${path}: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(console_.url)) foreign.push(request.url());
  });
}

async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** An alert that is true for as long as it exists. */
const burning = {
  displayName: 'backlog-age',
  combiner: 'OR',
  enabled: true,
  severity: 'CRITICAL',
  conditions: [
    {
      displayName: 'events arrive',
      conditionPrometheusQueryLanguage: {
        query: 'sum(count_over_time(ingest_events_total[1d])) > 0',
        evaluationInterval: '30s',
        disableMetricValidation: true,
      },
    },
  ],
  documentation: { content: 'See runbooks/backlog-age.md', mimeType: 'text/markdown' },
};

describe('the console in a browser', () => {
  // First: rates need samples of the last minutes, and the history ends when it was loaded.
  it('keeps the whole state in the address', async () => {
    const page = await open('/fleet?system=system-02&range=6h');
    await page.getByRole('link', { name: 'system-02' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByLabel('Time range').selectOption('1d');
    await page.waitForURL(/range=1d/);
    expect(page.url()).toMatch(/system=system-02/);
    await page.context().close();
  });

  it.each(
    PAGES.flatMap(
      (path) =>
        [
          [path, 'dark'],
          [path, 'light'],
        ] as const,
    ),
  )('%s in %s has no serious accessibility violation', async (path, scheme) => {
    const page = await open(path, scheme);
    expect(await seriousViolations(page)).toEqual([]);
    await page.context().close();
  });

  it('draws the panels of a dashboard with data', async () => {
    const page = await open('/dashboards/overview?range=6h');
    const chart = page.getByRole('img', { name: /^API requests by status: .*last/ });
    await chart.waitFor({ state: 'attached' }).catch(() => {});
    const fleet = await open('/dashboards/fleet?range=6h');
    await fleet.getByRole('img', { name: /^Ingest lag p95: system-01 last/ }).waitFor();
    await Promise.all([page.context().close(), fleet.context().close()]);
  });

  it('leads from a firing alert to its runbook in two clicks, and sees it close', async () => {
    const policies = `${console_.monitoring}/v3/projects/flightdeck-local/alertPolicies`;
    const { name } = await post(policies, burning);
    const page = await open('/');
    await page.getByRole('heading', { name: /^■?\s*Paging for .*backlog-age/ }).waitFor();
    await page.locator('h1').getByRole('link', { name: 'backlog-age' }).click();
    // The address alone leads there, as from a notification.
    await page.reload();
    await page.getByRole('heading', { name: 'Mitigation' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await fetch(`${console_.monitoring}/v3/${name}`, { method: 'DELETE' });
    await page.goto(`${console_.url}/incidents`);
    await page.locator('tr', { hasText: 'backlog-age' }).getByText('closed').waitFor();
    await page.context().close();
  });

  it('goes by keyboard', async () => {
    const page = await open('/');
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.waitForURL(/\/fleet/);
    await page.context().close();
  });

  it('lists the keys, and finds the search field of a page', async () => {
    const page = await open('/fleet');
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('search on this page').waitFor();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await page.keyboard.type('system-03');
    await page.waitForURL(/system=system-03/);
    await page.context().close();
  });

  it('loads little script before the first chart', async () => {
    const page = await newPage(browser);
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body());
    });
    await page.goto(`${console_.url}/?range=6h`);
    await page.getByRole('img', { name: /^Events by outcome: .*last/ }).waitFor();
    const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_SCRIPT_BYTES);
    await page.context().close();
  });

  it('zooms all charts to what was dragged across one', async () => {
    const page = await open('/dashboards/fleet?range=6h');
    const chart = page.locator('.u-over').first();
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    if (!box) throw new Error('the chart has no place');
    await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=.*to=/);
    await page.context().close();
  });

  it('comes up in a browser whose language no formatter knows', async () => {
    const page = await newPage(browser);
    watch(page, 'en-US@posix');
    await page.addInitScript(
      "Object.defineProperty(Navigator.prototype, 'language', { get: () => 'en-US@posix' })",
    );
    await page.goto(console_.url);
    await page.locator('main h1').waitFor();
    await page.context().close();
  });

  it('says since when monitoring is silent, and keeps the last values', async () => {
    const page = await open('/fleet?range=6h');
    await page.getByRole('link', { name: 'system-01' }).waitFor();
    await console_.stopMonitoring();
    await page.getByText(/Monitoring has not answered since/).waitFor();
    expect(await page.getByRole('link', { name: 'system-01' }).count()).toBe(1);
    await page.context().close();
  });

  // Last: it is about every page that was opened before.
  it('ran without a script error and without asking another machine', () => {
    expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
  });
});
