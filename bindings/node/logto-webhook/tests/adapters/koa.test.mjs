// Koa, with and without a parser of JSON in front.

import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';
import { logtoKoa } from 'logto-webhook/koa';

import { PATH } from './site.mjs';
import { testAdapter } from './suite.mjs';

const can = ['readItself', 'respondBefore', 'marksThrown', 'parserInFront', 'takerInFront', 'parsedInFront'];

testAdapter('Koa', start, can);

function start(site) {
  const app = new Koa();
  app.on('error', () => undefined);
  const inFront = {
    json: () => app.use(bodyParser()),
    parsed: () => app.use(parser),
    taker: () => app.use((ctx, next) => ctx.req.toArray().then(next)),
  };
  inFront[site.inFront]?.();
  const receive = logtoKoa({
    ...site.options,
    respondBefore: site.respondBefore,
    async onEvent(delivery, ctx) {
      const status = await site.work(delivery);
      if (status !== undefined) ctx.status = status;
    },
  });
  app.use((ctx, next) => (ctx.path === PATH ? receive(ctx) : next()));
  return app.listen(0);
}

/** Keeps nothing of the bytes, as `koa-body` does. */
async function parser(ctx, next) {
  const chunks = await ctx.req.toArray();
  ctx.request.body = JSON.parse(Buffer.concat(chunks));
  await next();
}
