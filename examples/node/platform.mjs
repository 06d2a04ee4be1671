// A receiver of the platform's webhooks with Express, which handles each delivery once.
//
// `npm install logto-webhook express`, then `PLATFORM_WEBHOOK_SECRET=whsec_... node platform.mjs`.

import express from 'express';
import { logtoExpress } from 'logto-webhook/express';
import { Webhook } from 'logto-webhook/platform';
import { ReplayGuard } from 'logto-webhook/replay';

const app = express();
app.all(
  '/webhook',
  logtoExpress({
    webhook: new Webhook(process.env.PLATFORM_WEBHOOK_SECRET), // whole, as it was shown when the webhook was made
    replay: new ReplayGuard(), // by the platform's own ids, in this process's memory; a fleet shares a Redis
    onEvent,
  }),
);
app.use(express.json()); // after it, for all other routes: what was parsed has another signature

/** Gets what is genuine, each delivery once. Returning nothing answers 200; throwing tells the platform that it failed. */
async function onEvent(delivery) {
  if (!delivery.known) return console.log(`report this: ${delivery.name} is ${delivery.kind}`);
  const { type, data } = delivery.event;
  switch (type) {
    case 'user.created':
      return console.log(`welcome ${data?.id}`);
    case 'user.deleted':
      return console.log(`purge ${data?.id}`);
    case 'system.alert':
      return console.log(`${data?.severity}: look at ${data?.id}`);
    default:
      return console.log(`${type} is not handled`);
  }
}

const server = app.listen(process.env.PORT ?? 3000, () => console.log(`listening on port ${server.address().port}`));
