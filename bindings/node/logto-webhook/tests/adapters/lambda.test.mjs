// AWS Lambda has no socket: what API Gateway and function URLs hand over is called with.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { logtoLambda } from 'logto-webhook/lambda';
import { ReplayGuard } from 'logto-webhook/replay';

import { LOGTO, SYSTEMS } from '../systems.mjs';
import { Site } from './site.mjs';

const WRONG = '00'.repeat(32);

/** What API Gateway's REST API hands over: headers in any case, once and as lists. */
function restApi({ header }, body, { method = 'POST', signature } = {}) {
  const headers = {
    'Content-Type': 'application/json',
    ...(signature && { [header.toUpperCase()]: signature }),
  };
  const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { version: '1.0', httpMethod: method, headers, multiValueHeaders, body, isBase64Encoded: false };
}

/** What API Gateway's HTTP API and a function URL hand over: headers in lower case. */
function httpApi({ header }, body, { method = 'POST', signature } = {}) {
  const headers = { 'content-type': 'application/json', ...(signature && { [header]: signature }) };
  const requestContext = { http: { method, path: '/webhook', sourceIp: '192.0.2.1' } };
  return { version: '2.0', headers, requestContext, body, isBase64Encoded: false };
}

const inBase64 = (event) => ({ ...event, body: Buffer.from(event.body).toString('base64'), isBase64Encoded: true });

function start(options) {
  const site = new Site(options);
  const handler = logtoLambda({
    ...site.options,
    async onEvent(delivery, event, context) {
      assert.deepEqual([typeof event.version, context], ['string', 'context']);
      const statusCode = await site.work(delivery);
      return statusCode === undefined ? undefined : { statusCode, headers: { 'x-own': 'kept' } };
    },
  });
  return { site, call: (event) => handler(event, 'context') };
}

for (const system of SYSTEMS) {
  const genuine = system.body('answered');
  const sentAs = (version, body, method) => version(system, body, { method, signature: system.signed(body) });

  for (const version of [restApi, httpApi]) {
    const of = `lambda, ${system.name}, ${version.name}`;

    test(`${of}: a genuine delivery reaches the handler`, async () => {
      const { site, call } = start({ system });
      for (const coded of [(event) => event, inBase64]) {
        const answer = await call(coded(sentAs(version, genuine)));
        assert.deepEqual(answer, { statusCode: 204, headers: { 'x-own': 'kept' }, body: '' });
        assert.equal(Buffer.from(site.seen.pop().raw).toString(), genuine);
        assert.equal((await site.outcome()).kind, 'delivered');
      }
    });

    for (const [body, method, signature, code, status] of [
      [genuine, 'POST', undefined, 'signature_missing', 401],
      [genuine, 'POST', WRONG, 'signature_mismatch', 401],
      [genuine, 'POST', `${WRONG}, ${WRONG}`, 'signature_ambiguous', 401],
      [{ event: 'User.Created' }, 'POST', WRONG, 'body_already_parsed', 500],
      [7, 'POST', WRONG, 'body_not_bytes', 500],
      [null, 'GET', WRONG, 'redirected_delivery', 405],
      [null, 'DELETE', undefined, 'method_not_allowed', 405],
    ]) {
      test(`${of}: a refusal tells its code, ${code}`, async () => {
        const { site, call } = start({ system });
        const answer = await call(version(system, body, { method, signature }));
        assert.deepEqual([answer.statusCode, answer.body], [status, `{"error":{"code":"${code}"}}`]);
        assert.equal(answer.headers['logto-webhook-error'], code);
        assert.equal((await site.outcome()).code, code);
        assert.deepEqual([site.seen, site.untold], [[], 0]);
      });
    }
  }

  test(`lambda, ${system.name}: how the handler ended is told`, async () => {
    const { site, call } = start({ system });
    const send = (fate) => call(sentAs(httpApi, system.body(fate)));
    const headers = { 'x-own': 'kept', 'logto-webhook-error': 'handler_failed' };
    assert.deepEqual(await send('refused'), { statusCode: 404, headers, body: '' });
    assert.equal((await site.outcome()).code, 'handler_failed');
    await assert.rejects(send('thrown'), RangeError);
    assert.match((await site.outcome()).error.message, /it threw RangeError/);
    assert.deepEqual(await send('silent'), { statusCode: 200, headers: {}, body: '' });
  });

  test(`lambda, ${system.name}: a delivery reaches its handler once`, async () => {
    const { site, call } = start({ system, replay: new ReplayGuard() });
    const event = sentAs(httpApi, genuine);
    assert.equal((await call(event)).statusCode, 204);
    assert.deepEqual(await call(event), { statusCode: 200, headers: {}, body: '' });
    assert.equal(site.seen.length, 1);
  });
}

const sent = (version, body) => version(LOGTO, body, { signature: LOGTO.signed(body) });

test('lambda: two signatures are told from one', async () => {
  const event = sent(restApi, LOGTO.body('answered'));
  event.multiValueHeaders[LOGTO.header.toUpperCase()].push(WRONG);
  assert.equal((await start().call(event)).headers['logto-webhook-error'], 'signature_ambiguous');
});

test('lambda: what is no base64 is no body', async () => {
  for (const body of ['{not base64}', 'e30', 'e30=\n']) {
    const event = { ...sent(restApi, '{}'), body, isBase64Encoded: true };
    assert.equal((await start().call(event)).headers['logto-webhook-error'], 'body_incomplete');
  }
});

test('lambda: an event that is no request is refused', async () => {
  assert.equal((await start().call({})).statusCode, 405);
});

test('lambda: a test payload reaches no handler', async () => {
  const { site, call } = start();
  const answer = await call(sent(httpApi, LOGTO.test));
  assert.deepEqual([answer, site.seen], [{ statusCode: 200, headers: {}, body: '' }, []]);
  assert.equal(site.tests.length, 1);
});
