// Each adapter in the types of its framework.

import { All, Controller } from '@nestjs/common';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';

import { logtoExpress } from 'logto-webhook/express';
import { logtoFastify, type FastifyOptions } from 'logto-webhook/fastify';
import { logtoHono } from 'logto-webhook/hono';
import { logtoKoa } from 'logto-webhook/koa';
import { LogtoDelivery, LogtoWebhook, type RealDelivery } from 'logto-webhook/nest';
import { Webhook, type Delivery, type EventName, type RealDelivery as OfPlatform } from 'logto-webhook/platform';

const webhook = new Webhook('whsec_abcdefghijklmnopqrstuvwxyz1234');
/** Takes what the platform tells alone. */
const onEvent = (delivery: OfPlatform) => void (delivery.known && (delivery.event.type satisfies EventName));

const ofExpress = express();
ofExpress.all(
  '/webhook',
  logtoExpress({
    async onEvent(delivery, request, response) {
      // @ts-expect-error No test payload reaches a handler.
      if (delivery.kind === 'test') return;
      response.status(request.ip === undefined ? 400 : 204);
    },
  }),
);
ofExpress.use('/webhook', logtoExpress({ onEvent: () => undefined, respondBefore: true }));
ofExpress.all(
  '/platform',
  logtoExpress({
    webhook,
    onEvent: (delivery, request, response) => void (request.ip, onEvent(delivery), response.status(204)),
  }),
);
// @ts-expect-error A handler is needed.
logtoExpress({});

const ofFastify = Fastify({ logger: true });
ofFastify.register(logtoFastify, {
  path: '/webhook',
  onEvent: (delivery, request, reply) => {
    request.log.info(delivery.id);
    reply.code(202);
  },
});
ofFastify.register((app) =>
  logtoFastify(app, { webhook, path: '/platform', onEvent: (delivery, _, reply) => reply.send(onEvent(delivery)) }),
);
ofFastify.register<FastifyOptions<Delivery>>(logtoFastify, { webhook, path: '/platform', onEvent });
// @ts-expect-error A path is needed.
ofFastify.register(logtoFastify, { onEvent: () => undefined });

const ofKoa = new Koa();
ofKoa.use(
  logtoKoa({
    onEvent(delivery, ctx) {
      ctx.status = delivery.known ? 204 : 202;
    },
  }),
);

ofKoa.use(logtoKoa({ webhook, onEvent: (delivery, ctx) => (onEvent(delivery), (ctx.status = 204)) }));

type Env = { Bindings: { QUEUE: { send(id: string): Promise<void> } } };
const ofHono = new Hono<Env>();
ofHono.all('/queue', logtoHono<Env>({ onEvent: (delivery, c) => c.env.QUEUE.send(delivery.id) }));
// @ts-expect-error There is no such binding.
ofHono.all('/queue', logtoHono<Env>({ onEvent: (delivery, c) => c.env.CUE.send(delivery.id) }));
ofHono.all('/webhook', logtoHono({ onEvent: (delivery, c) => c.json({ id: delivery.id }, 202) }));
ofHono.all('/later', logtoHono({ onEvent: () => undefined, respondBefore: (work) => void work.then(() => undefined) }));
ofHono.all('/platform', logtoHono({ webhook, onEvent: (delivery, c) => (onEvent(delivery), c.body(null, 204)) }));
ofHono.all('/platform', logtoHono<Env, Delivery>({ webhook, onEvent: (_, c) => c.env.QUEUE.send('an id') }));
// @ts-expect-error What a handler gives is a response.
logtoHono({ onEvent: () => 'done' });

@Controller('webhook')
export class WebhookController {
  @LogtoWebhook({ onOutcome: (outcome) => console.log(outcome.label) })
  receive(@LogtoDelivery() delivery: RealDelivery): void {
    console.log(delivery.name);
  }

  @LogtoWebhook({ path: 'later', respondBefore: true })
  async later(@LogtoDelivery() delivery: RealDelivery): Promise<void> {
    console.log(delivery.id);
  }

  @LogtoWebhook({ path: 'platform', webhook, onOutcome: ({ delivery }) => delivery?.id })
  platform(@LogtoDelivery() delivery: OfPlatform): void {
    onEvent(delivery);
  }

  @All('other')
  other(): void {}
}
