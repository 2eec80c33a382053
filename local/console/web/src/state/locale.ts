/**
 * A browser under LANG=C calls its language "en-US@posix", which no formatter takes: uPlot throws while it
 * loads, and the page stays blank. Imported first of all, this gives such a browser plain English.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
