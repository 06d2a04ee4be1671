// AWS Lambda has no socket: what API Gateway and function URLs hand over is called with.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { logtoLambda } from 'logto-webhook/lambda';
import { ReplayGuard } from 'logto-webhook/replay';

import { eventBody, signed } from '../recordings.mjs';
import { Site, TEST, USER_CREATED } from './site.mjs';

const SIGNATURE = 'logto-signature-sha-256';
const WRONG = '00'.repeat(32);

/** What API Gateway's REST API hands over: headers in any case, once and as lists. */
function restApi(body, { method = 'POST', signature } = {}) {
  const headers = {
    'Content-Type': 'application/json',
    ...(signature && { 'Logto-Signature-Sha-256': signature }),
  };
  const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { version: '1.0', httpMethod: method, headers, multiValueHeaders, body, isBase64Encoded: false };
}

/** What API Gateway's HTTP API and a function URL hand over: headers in lower case. */
function httpApi(body, { method = 'POST', signature } = {}) {
  const headers = { 'content-type': 'application/json', ...(signature && { [SIGNATURE]: signature }) };
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

for (const version of [restApi, httpApi]) {
  test(`lambda, ${version.name}: a genuine delivery reaches the handler`, async () => {
    const { site, call } = start();
    for (const coded of [(event) => event, inBase64]) {
      const answer = await call(coded(version(USER_CREATED, { signature: signed(USER_CREATED) })));
      assert.deepEqual(answer, { statusCode: 204, headers: { 'x-own': 'kept' }, body: '' });
      assert.equal(Buffer.from(site.seen.pop().raw).toString(), USER_CREATED);
      assert.equal((await site.outcome()).kind, 'delivered');
    }
  });

  for (const [body, method, signature, code, status] of [
    [USER_CREATED, 'POST', undefined, 'signature_missing', 401],
    [USER_CREATED, 'POST', WRONG, 'signature_mismatch', 401],
    [USER_CREATED, 'POST', `${WRONG}, ${WRONG}`, 'signature_ambiguous', 401],
    [{ event: 'User.Created' }, 'POST', WRONG, 'body_already_parsed', 500],
    [7, 'POST', WRONG, 'body_not_bytes', 500],
    [null, 'GET', WRONG, 'redirected_delivery', 405],
    [null, 'DELETE', undefined, 'method_not_allowed', 405],
  ]) {
    test(`lambda, ${version.name}: a refusal tells its code, ${code}`, async () => {
      const { site, call } = start();
      const answer = await call(version(body, { method, signature }));
      assert.deepEqual([answer.statusCode, answer.body], [status, `{"error":{"code":"${code}"}}`]);
      assert.equal(answer.headers['logto-webhook-error'], code);
      assert.equal((await site.outcome()).code, code);
      assert.deepEqual([site.seen, site.untold], [[], 0]);
    });
  }
}

test('lambda: two signatures are told from one', async () => {
  const event = restApi(USER_CREATED, { signature: signed(USER_CREATED) });
  event.multiValueHeaders['Logto-Signature-Sha-256'].push(WRONG);
  assert.equal((await start().call(event)).headers['logto-webhook-error'], 'signature_ambiguous');
});

test('lambda: what is no base64 is no body', async () => {
  for (const body of ['{not base64}', 'e30', 'e30=\n']) {
    const event = { ...restApi(body, { signature: signed('{}') }), isBase64Encoded: true };
    assert.equal((await start().call(event)).headers['logto-webhook-error'], 'body_incomplete');
  }
});

test('lambda: an event that is no request is refused', async () => {
  assert.equal((await start().call({})).statusCode, 405);
});

test('lambda: a test payload reaches no handler', async () => {
  const { site, call } = start();
  const answer = await call(httpApi(TEST, { signature: signed(TEST) }));
  assert.deepEqual([answer, site.seen], [{ statusCode: 200, headers: {}, body: '' }, []]);
  assert.equal(site.tests.length, 1);
});

test('lambda: how the handler ended is told', async () => {
  const { site, call } = start();
  const send = (body) => call(httpApi(body, { signature: signed(body) }));
  const headers = { 'x-own': 'kept', 'logto-webhook-error': 'handler_failed' };
  assert.deepEqual(await send(eventBody('Role.Created')), { statusCode: 404, headers, body: '' });
  assert.equal((await site.outcome()).code, 'handler_failed');
  await assert.rejects(send(eventBody('Scope.Created')), RangeError);
  assert.match((await site.outcome()).error.message, /it threw RangeError/);
  assert.deepEqual(await send(eventBody('User.Deleted')), { statusCode: 200, headers: {}, body: '' });
});

test('lambda: a delivery reaches its handler once', async () => {
  const { site, call } = start({ replay: new ReplayGuard() });
  const event = httpApi(USER_CREATED, { signature: signed(USER_CREATED) });
  assert.equal((await call(event)).statusCode, 204);
  assert.deepEqual(await call(event), { statusCode: 200, headers: {}, body: '' });
  assert.equal(site.seen.length, 1);
});
