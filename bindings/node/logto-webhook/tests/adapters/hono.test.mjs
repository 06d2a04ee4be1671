// Hono on Node's server, with and without something in front that reads bodies.

import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { validator } from 'hono/validator';
import { logtoHono } from 'logto-webhook/hono';

import { PATH } from './site.mjs';
import { testAdapter } from './suite.mjs';

const can = ['readItself', 'respondBefore', 'marksThrown', 'parserInFront', 'takerInFront', 'parsedInFront'];

testAdapter('Hono', start, can);

function start(site) {
  const app = new Hono();
  const inFront = {
    json: () => app.use(validator('json', () => undefined)),
    parsed: () => app.use(parser),
    taker: () => app.use((c, next) => c.req.raw.text().then(next)),
  };
  inFront[site.inFront]?.();
  const receive = logtoHono({
    ...site.options,
    respondBefore: site.respondBefore,
    async onEvent(delivery, c) {
      const status = await site.work(delivery);
      return status === undefined ? undefined : c.body(null, status);
    },
  });
  app.all(PATH, receive);
  app.onError((_, c) => c.text('', 500));
  return createAdaptorServer(app);
}

/** Keeps nothing of the bytes, as Hono did before it kept the text. */
async function parser(c, next) {
  c.req.bodyCache.json = c.req.raw.json();
  await next();
}
