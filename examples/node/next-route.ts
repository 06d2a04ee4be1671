// A receiver with Next: a route handler of the App Router.
//
// `npm install logto-webhook`, this file as `app/webhook/route.ts`, then `LOGTO_WEBHOOK_SIGNING_KEY=… npx next start` after
// `npx next build`, which needs no key. It handles after the answer; leave out `respondBefore` and it answers when the work
// is done.

import { after } from 'next/server';

import { logtoRoute, type RealDelivery } from 'logto-webhook/next';
import { ReplayGuard } from 'logto-webhook/replay';

export const { POST, GET } = logtoRoute({
  onEvent,
  respondBefore: after,
  replay: new ReplayGuard(), // in this process's memory; a fleet shares a Redis: see the README
});

/** Gets what is genuine and really happened, each delivery once. What it throws is told on `console`. */
function onEvent(delivery: RealDelivery): void {
  if (!delivery.known) return console.log(`${delivery.name} is not known`);
  switch (delivery.event.name) {
    case 'PostRegister':
      return console.log(`welcome ${delivery.event.userId}`);
    case 'User.Deleted':
      return console.log(`purge ${delivery.event.userId}`);
    default:
      return console.log(`${delivery.name} is not handled`);
  }
}
