import { describe, expect, it } from '@jest/globals';
import { reportHtml } from './html.ts';
import { indexHtml } from './index-page.ts';
import { sampleResult } from './sample-result.ts';

const result = await sampleResult();
const html = reportHtml(result, 'journal.json');

describe('the report', () => {
  it('draws fault, alerts, SLI, burn rates against their limit and the cause, on one axis', () => {
    expect(html.match(/<svg /g)).toHaveLength(1);
    for (const text of [
      '>fault<',
      '>dead-letters<',
      'Ingest completeness',
      'objective 99.9 %',
      'alert above 14.4×',
    ])
      expect(html).toContain(text);
    expect(html).toContain('must fire by 15 min');
    expect(html).toMatch(/dead-letters: open from 3 min to 15 min/);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows checks and ledger, links the journal, and escapes what was seen', () => {
    expect(html).toContain('20,000 published, 0 missing');
    expect(html).toContain('href="journal.json"');
    expect(html).toContain('backlog-age &lt;b&gt;');
  });

  it('needs nothing from the network and runs no script', () => {
    expect(html).not.toMatch(/https?:|<script|<link|@import/);
  });
});

describe('the index page', () => {
  it('shows how each stands', () => {
    const { experiment } = result;
    const page = indexHtml({
      startedAt: new Date(0),
      outcomes: [
        { experiment, state: 'passed', seconds: 70, result },
        { experiment, state: 'failed', seconds: 3, error: 'the pipeline did not start' },
        { experiment, state: 'waiting' },
      ],
    });
    expect(page).toContain('1 passed, 1 failed, 1 waiting');
    expect(page).toContain('<a href="poison-messages/report.html">');
    expect(page).toContain('dead-letters 3.5 min (15.0 min)');
    expect(page).toContain('the pipeline did not start');
  });
});
