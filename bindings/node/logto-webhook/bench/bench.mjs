// How long `verify` of 1 kB takes, beside what a reader would compare with, in one run.
//
// The candidates of a contest run in turns, so that whatever else the machine does meets them all alike. `--check` exits
// with 1 where a target is missed.

import { createHmac, timingSafeEqual, webcrypto } from 'node:crypto';

import { sign, verify as octokit } from '@octokit/webhooks-methods';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as Svix } from 'svix';

import { engine as ofCrypto } from '../esm/engine/crypto.js';
import { engine as ofEdge } from '../esm/engine/edge.js';
import { engine as running, Webhook } from '../esm/index.js';
import { LOGTO } from '../esm/logto/system.js';
import { fakeDelivery } from '../esm/logto/testing.js';

const ROUNDS = 41;
const TURN_MS = 8;
const WARM_MS = 300;
const KEY = '9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP';
const SIZE = 1024;
const BODY = Buffer.from(oneKilobyte());
const SIGNATURE = createHmac('sha256', KEY).update(BODY).digest('hex');
const HEADERS = {
  host: 'example.com',
  connection: 'close',
  'user-agent': 'Logto (https://logto.io/)',
  'logto-signature-sha-256': SIGNATURE,
  'content-type': 'application/json',
  'content-length': String(SIZE),
  'accept-encoding': 'gzip, deflate, br',
};

function oneKilobyte() {
  const filled = (note) => fakeDelivery('PostSignIn', { key: KEY, merge: { user: { customData: { note } } } }).body;
  return filled('x'.repeat(SIZE - Buffer.byteLength(filled(''))));
}

/** As one would write it. */
function byHand() {
  const expected = createHmac('sha256', KEY).update(BODY).digest('hex');
  const given = HEADERS['logto-signature-sha-256'];
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(given))) throw new Error('forged');
}

function verifierOf(engine) {
  const verifier = engine.verifier(LOGTO, [engine.key(KEY)], { bodyLimit: 4 << 20, window: undefined });
  return () => verifier.verify(SIGNATURE, BODY);
}

const webhook = new Webhook(KEY);
const verify = () => webhook.verify(HEADERS, BODY);

async function contests() {
  const subtle = await webcrypto.subtle.importKey('raw', Buffer.from(KEY), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'verify',
  ]);
  const digest = Buffer.from(SIGNATURE, 'hex');
  const now = Math.floor(Date.now() / 1000);
  const secret = `whsec_${Buffer.from(KEY).toString('base64')}`;
  const text = BODY.toString();
  const symmetric = (Verifier, prefix) => {
    const one = new Verifier(secret);
    const signature = one.sign('msg_1', new Date(now * 1000), text);
    const headers = {
      [`${prefix}-id`]: 'msg_1',
      [`${prefix}-timestamp`]: String(now),
      [`${prefix}-signature`]: signature,
    };
    return () => one.verify(text, headers);
  };
  const stripe = new Stripe('sk_test_none');
  const stripeHeader = stripe.webhooks.generateTestHeaderString({ payload: text, secret: KEY, timestamp: now });
  const octokitSignature = await sign(KEY, text);

  return [
    { what: `verify, ${running}`, ours: verify, peer: 'createHmac + timingSafeEqual', theirs: byHand, target: 0.5 },
    {
      what: 'verify, node',
      ours: verifierOf(ofCrypto),
      peer: 'createHmac + timingSafeEqual',
      theirs: byHand,
      target: 1.15,
    },
    {
      what: 'verify, edge',
      ours: verifierOf(ofEdge),
      peer: 'WebCrypto',
      theirs: () => webcrypto.subtle.verify('HMAC', subtle, digest, BODY),
      target: 1,
    },
    {
      what: 'verify, native',
      ours: verify,
      peer: '@octokit/webhooks-methods',
      theirs: () => octokit(KEY, text, octokitSignature),
    },
    {
      what: 'verify and event',
      ours: () => verify().event,
      peer: 'standardwebhooks',
      theirs: symmetric(StandardWebhook, 'webhook'),
    },
    { what: 'verify and event', ours: () => verify().event, peer: 'svix', theirs: symmetric(Svix, 'svix') },
    {
      what: 'verify and event',
      ours: () => verify().event,
      peer: 'stripe',
      theirs: () => stripe.webhooks.constructEvent(text, stripeHeader, KEY, 1e9),
    },
    {
      what: 'verify and event',
      ours: () => verify().event,
      peer: 'by hand + JSON.parse',
      theirs: () => (byHand(), JSON.parse(text)),
    },
  ];
}

/** Runs both in turns: the medians of what each took, and of how they relate inside one round. */
async function race({ ours, theirs }) {
  const [turnOurs, turnTheirs] = [await timer(ours), await timer(theirs)];
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push([await turnOurs(), await turnTheirs()]);
  return [
    median(rounds.map(([one]) => one)),
    median(rounds.map(([, other]) => other)),
    median(rounds.map(([one, other]) => one / other)),
  ];
}

/** A function that runs a turn, and tells the microseconds of one operation in it. */
async function timer(operation) {
  const isAsync = operation() instanceof Promise;
  const turn = async (times) => {
    const begun = process.hrtime.bigint();
    if (isAsync) for (let at = 0; at < times; at++) await operation();
    else for (let at = 0; at < times; at++) operation();
    return Number(process.hrtime.bigint() - begun) / times / 1000;
  };
  let times = 1000;
  // Until the compiler has done what it does: on a busy machine that takes a while.
  for (const begun = Date.now(); Date.now() - begun < WARM_MS;) await turn(times);
  while ((await turn(times)) * times < TURN_MS * 1000) times *= 2;
  return () => turn(times);
}

function median(values) {
  return values.sort((one, other) => one - other)[values.length >> 1];
}

const rows = await contests();
console.log(`Node ${process.version}: medians of ${ROUNDS} rounds, the candidates in turns.\n`);
console.log(
  `${'what'.padEnd(18)}  ${'ours'.padStart(9)}  ${'peer'.padEnd(28)}  ${'theirs'.padStart(9)}  ratio  target`,
);
let missed = 0;
for (const contest of rows) {
  const [ours, theirs, ratio] = await race(contest);
  const isOver = contest.target !== undefined && ratio > contest.target;
  missed += isOver;
  const target = contest.target === undefined ? '' : `  <= ${contest.target.toFixed(2)}  ${isOver ? 'over' : 'ok'}`;
  const time = (microseconds) => `${microseconds.toFixed(2)} µs`.padStart(9);
  console.log(
    `${contest.what.padEnd(18)}  ${time(ours)}  ${contest.peer.padEnd(28)}  ${time(theirs)}  ${ratio.toFixed(2).padStart(5)}${target}`,
  );
}
console.log(`\n${missed} of ${rows.filter(({ target }) => target !== undefined).length} targets missed`);
process.exitCode = process.argv.includes('--check') && missed > 0 ? 1 : 0;
