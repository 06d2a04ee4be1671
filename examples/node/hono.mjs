// A receiver with Hono. On Workers, Deno and Bun it ends with `export default app` in place of the last lines.
//
// `npm install logto-webhook hono @hono/node-server`, then `LOGTO_WEBHOOK_SIGNING_KEY=... node hono.mjs`.

import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { logtoHono } from 'logto-webhook/hono';

const app = new Hono();
app.all('/webhook', logtoHono({ onEvent }));

/** Gets what is genuine and really happened. Returning nothing answers 200; any other status tells Logto that it failed. */
async function onEvent(delivery, c) {
  if (!delivery.known) return c.text(`${delivery.name} is ${delivery.kind}`, 501); // Logto's Console shows it
  switch (delivery.event.name) {
    case 'PostRegister':
      return console.log(`welcome ${delivery.event.userId}`);
    case 'User.Deleted':
      return console.log(`purge ${delivery.event.userId}`);
    default:
      return console.log(`${delivery.name} is not handled`);
  }
}

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) =>
  console.log(`listening on port ${port}`),
);
