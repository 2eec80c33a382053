import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** Express as it comes, returning the bytes of a file: what the API is held against. */
const [file = ''] = process.argv.slice(2);
const body = readFileSync(file);
const app = express();
app.get('/v1/routes', (_req, res) => void res.type('json').send(body));
const server = app.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});
