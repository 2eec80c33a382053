import type { Browser } from 'playwright-core';
import { launchBrowser, newPage } from '../harness/browser.ts';
import { startConsole } from '../harness/console.ts';

/** What an on-call engineer waits for: from the start of the navigation to the first data drawn. */
const AIM_MS = 1_500;
const HISTORY = { systems: 50, hours: 24 };
const PAGES = ['/?range=1d', '/fleet?range=1d'];
const LOADS = 9;

/** Each load has an empty cache; the first one also warms the servers and is not counted. */
async function measure(browser: Browser, url: string): Promise<number[]> {
  const times: number[] = [];
  for (let load = 0; load <= LOADS; load++) {
    const page = await newPage(browser);
    await page.goto(url, { waitUntil: 'commit' });
    const shown = await page.waitForFunction(() => performance.getEntriesByName('data-shown')[0]?.startTime);
    if (load > 0) times.push(Number(await shown.jsonValue()));
    await page.context().close();
  }
  return times.sort((a, b) => a - b);
}

console.log(
  `${HISTORY.systems} systems, ${HISTORY.hours} h of samples a minute; ${LOADS} loads with an empty cache`,
);
const [console_, browser] = await Promise.all([startConsole(HISTORY), launchBrowser()]);
try {
  for (const path of PAGES) {
    const times = await measure(browser, console_.url + path);
    const [fastest = 0, median = 0, slowest = 0] = [times[0], times[times.length >> 1], times.at(-1)];
    const met = median < AIM_MS;
    if (!met) process.exitCode = 1;
    const spread = `${Math.round(fastest)} to ${Math.round(slowest)} ms`;
    console.log(
      `${path.padEnd(18)} first data after ${Math.round(median)} ms (${spread}), aim ${AIM_MS} ms: ${met ? 'met' : 'MISSED'}`,
    );
  }
} finally {
  await browser.close();
  await console_.stop();
}
