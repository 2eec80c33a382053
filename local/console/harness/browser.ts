import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where distributions install it; the first that is there is taken. */
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Catches a hang, measures nothing: with both cores busy everything may take ten times as long. */
export const LIMIT_MS = 300_000;

/** A headless Chromium: the installed one, else the one that comes as an npm package. */
export async function launchBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => existsSync(path));
  const executablePath = installed ?? (await (await import('@sparticuz/chromium')).default.executablePath());
  const args = ['--no-sandbox', '--disable-gpu'];
  return chromium.launch({ executablePath, args, timeout: LIMIT_MS });
}

/** A page in a context of its own (axe needs one that was made on purpose), with generous limits. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  context.setDefaultTimeout(LIMIT_MS);
  return context.newPage();
}
