// A receiver with Express.
//
// `npm install logto-webhook express`, then `LOGTO_WEBHOOK_SIGNING_KEY=... node express.mjs`.

import express from 'express';
import { logtoExpress } from 'logto-webhook/express';

const app = express();
app.all(
  '/webhook',
  logtoExpress({ onEvent, onTest: (test) => console.log(`a test of ${test.name}: Logto reaches us`) }),
);
app.use(express.json()); // after it, for all other routes: what was parsed has another signature

/** Gets what is genuine and really happened. Returning nothing answers 200; throwing tells Logto that it failed. */
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

const server = app.listen(process.env.PORT ?? 3000, () => console.log(`listening on port ${server.address().port}`));
