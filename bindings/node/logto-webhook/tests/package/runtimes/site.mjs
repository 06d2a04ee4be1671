// What runs at the edge: the adapter, and all vectors.

import { engine, Webhook } from 'logto-webhook';
import { logtoFetch } from 'logto-webhook/fetch';
import { ReplayGuard } from 'logto-webhook/replay';
import { KEY } from 'logto-webhook/testing';

import { outcomeOf } from '../../outcome.mjs';
import FILE from '../../../../../../tests/vectors/verify.json';

const receive = logtoFetch({
  webhook: new Webhook(KEY),
  respondBefore: true,
  onEvent: () => undefined,
});

let handled = 0;
const receiveOnce = logtoFetch({
  webhook: new Webhook(KEY),
  replay: new ReplayGuard(),
  onEvent: () => new Response(`${(handled += 1)}`),
});

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === '/webhook') return receive(request, env, context);
    if (new URL(request.url).pathname === '/once') return receiveOnce(request);
    const failed = FILE.cases.filter((vector) => !areSame(outcomeOf(vector), vector.expect));
    return Response.json({ engine, vectors: FILE.cases.length, failed: failed.map(({ name }) => name) });
  },
};

function areSame(found, expected) {
  if (typeof found !== 'object' || typeof expected !== 'object' || found === null || expected === null) {
    return Object.is(found, expected) || (found === 0 && expected === 0);
  }
  const [keys, others] = [Object.keys(found), Object.keys(expected)];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(expected, key) && areSame(found[key], expected[key]))
  );
}
