// A receiver with Fastify, which answers before it handles: Logto waits ten seconds, and counts what was answered as done.
//
// `npm install logto-webhook fastify`, then `LOGTO_WEBHOOK_SIGNING_KEY=... node fastify.mjs`.

import Fastify from 'fastify';
import { logtoFastify } from 'logto-webhook/fastify';

const app = Fastify();
app.register(logtoFastify, { path: '/webhook', onEvent, onOutcome, respondBefore: true });

/** Gets what is genuine and really happened, when it is answered. What it throws is told as an outcome, and to nobody else. */
async function onEvent(delivery) {
  if (!delivery.known) return console.log(`report this: ${delivery.name} is ${delivery.kind}`);
  switch (delivery.event.name) {
    case 'PostRegister':
      return console.log(`welcome ${delivery.event.userId}`);
    case 'User.Deleted':
      return console.log(`purge ${delivery.event.userId}`);
    default:
      return console.log(`${delivery.name} is not handled`);
  }
}

/** What became of each request, refusals included: no secret and nobody's data is in it. */
function onOutcome(outcome) {
  console.log(JSON.stringify(outcome));
}

await app.listen({ port: process.env.PORT ?? 3000 });
console.log(`listening on port ${app.server.address().port}`);
