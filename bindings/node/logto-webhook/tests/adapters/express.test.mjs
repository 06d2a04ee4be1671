// Express, its newest and the one before, with and without its parser of JSON in front.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import express5 from 'express';
import express4 from 'express-4';
import { logtoExpress } from 'logto-webhook/express';

import { PATH, Site, USER_CREATED } from './site.mjs';
import { testAdapter } from './suite.mjs';

const can = ['readItself', 'respondBefore', 'marksThrown', 'parserInFront', 'takerInFront', 'parsedInFront'];

testAdapter('Express 5', (site) => start(express5, site), can);
testAdapter('Express 4', (site) => start(express4, site), can);

for (const express of [express5, express4]) {
  test('Express: the bytes that express.raw() read are taken', () =>
    Site.run(
      (site) => start(express, site),
      { inFront: 'raw' },
      async (site) => {
        assert.equal((await site.post(USER_CREATED)).status, 204);
      },
    ));
}

function start(express, site) {
  const app = express();
  const inFront = {
    json: () => app.use(express.json({ verify: (request, _, bytes) => (request.rawBody = bytes) })),
    raw: () => app.use(express.raw({ type: () => true })),
    parsed: () => app.use(express.json()),
    taker: () => app.use((request, _, next) => void request.resume().on('end', () => next())),
  };
  inFront[site.inFront]?.();
  const receive = logtoExpress({
    ...site.options,
    respondBefore: site.respondBefore,
    async onEvent(delivery, _, response) {
      const status = await site.work(delivery);
      if (status !== undefined) response.status(status).end();
    },
  });
  app.all(PATH, receive);
  // After it, as the README says; and its own words for what is thrown are not for the tests' output.
  app.use(express.json());
  app.use((error, request, response, _next) => response.status(500).end());
  return app.listen(0);
}
