import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** One answer of the API, as the baseline repeats it. */
export interface RecordedAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

// Express as it comes, returning the bytes of a file by endpoint: what the API is held against in the same run.
const [file = ''] = process.argv.slice(2);
const answers = new Map(
  Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, RecordedAnswer>),
);
const app = express();
app.get('/:endpoint', (req, res) => {
  const answer = answers.get(req.params.endpoint);
  if (answer === undefined) res.sendStatus(404);
  else res.status(answer.status).type(answer.type).send(answer.body);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.once('disconnect', () => process.exit());
