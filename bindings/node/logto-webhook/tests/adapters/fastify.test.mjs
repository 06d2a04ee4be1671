// Fastify, whose parser of JSON is always there, and whose hooks may read bodies.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';

import Fastify from 'fastify';
import rawBody from 'fastify-raw-body';
import { logtoFastify } from 'logto-webhook/fastify';

import { signed } from '../recordings.mjs';
import { PATH, Site, USER_CREATED } from './site.mjs';
import { testAdapter } from './suite.mjs';

const can = ['readItself', 'respondBefore', 'marksThrown', 'parserInFront', 'takerInFront'];

testAdapter('Fastify', start, can);

test('Fastify: bytes that a plugin is reading are waited for', () =>
  Site.run(start, { inFront: 'keeper' }, async (site) => {
    const begun = new Promise((resolve) => (site.hasBegun = resolve));
    const headers = { 'logto-signature-sha-256': signed(USER_CREATED), 'content-length': USER_CREATED.length };
    const request = http.request({ port: site.port, path: PATH, method: 'POST', agent: false, headers });
    request.write(USER_CREATED.slice(0, 9));
    await begun;
    request.end(USER_CREATED.slice(9));
    const [response] = await once(request, 'response');
    assert.equal(response.statusCode, 204);
  }));

test('Fastify: other routes keep their parsers', () =>
  Site.run(start, {}, async (site) => {
    const headers = { 'content-type': 'application/json' };
    const answered = await fetch(`http://localhost:${site.port}/echo`, { method: 'POST', headers, body: '{"a":7}' });
    assert.deepEqual(await answered.json(), { a: 7 });
  }));

async function start(site) {
  const app = Fastify();
  const inFront = {
    keeper() {
      app.register(rawBody);
      app.addHook('preHandler', ({ raw }) => once(raw, 'data').then(() => site.hasBegun()));
    },
    json: () => app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, text) => JSON.parse(text)),
    taker: () => app.addHook('preParsing', async (request, _, payload) => void (await payload.toArray())),
  };
  inFront[site.inFront]?.();
  app.register(logtoFastify, {
    ...site.options,
    path: PATH,
    respondBefore: site.respondBefore,
    async onEvent(delivery, _, reply) {
      const status = await site.work(delivery);
      if (status !== undefined) reply.code(status);
    },
  });
  app.post('/echo', async (request) => request.body);
  await app.listen({ port: 0, host: '::' });
  return app.server;
}
