// Logto's own client, unchanged, works with the mock as with a Logto.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, startMock } from './mock.mjs';
import { isSignedWith, startReceiver, verified } from './receiver.mjs';

const NOBODY = 'http://127.0.0.1:9/webhook';

const newHook = (name, url = NOBODY) => ({ name, events: ['User.Created'], config: { url } });

async function create(api, hook) {
  return answered(201, await api.POST('/api/hooks', { body: hook }));
}

/** The parameters of a path with this id. */
const of = ({ id }, query) => ({ params: { path: { id }, query } });

test('the client gets a token for its id and secret, and none for another secret', async (t) => {
  const mock = await startMock(t);
  const token = await mock.clientCredentials.getAccessToken();
  assert.equal(token.scope, 'all');
  assert.ok(token.expiresAt > Date.now() / 1000 + 3000);
  assert.equal(await mock.clientCredentials.getAccessToken(), token, 'it is used until it ends');

  const { apiClient } = mock.managementApi('wrong');
  await assert.rejects(apiClient.GET('/api/hooks'), /Failed to fetch access token: 401 Unauthorized/);
});

test('a hook is created, read, changed and deleted', async (t) => {
  const { apiClient: api } = await startMock(t);
  const hook = await create(api, { ...newHook('mine'), config: { url: NOBODY, headers: { 'x-a': 'b' }, retries: 2 } });
  const { id, signingKey, createdAt } = hook;
  assert.match(id, /^[0-9a-z]{21}$/);
  assert.match(signingKey, /^[0-9A-Za-z]{32}$/);
  const expected = {
    tenantId: 'default',
    id,
    name: 'mine',
    event: null,
    events: ['User.Created'],
    config: { url: NOBODY, headers: { 'x-a': 'b' }, retries: 2 },
    signingKey,
    enabled: true,
    createdAt,
  };
  assert.deepEqual(hook, expected);
  assert.deepEqual(answered(200, await api.GET('/api/hooks/{id}', of(hook))), expected);

  const change = { name: 'yours', enabled: false, config: { url: NOBODY, retries: 0 } };
  const changed = answered(200, await api.PATCH('/api/hooks/{id}', { ...of(hook), body: change }));
  assert.deepEqual(changed, { ...expected, ...change });
  assert.deepEqual(answered(200, await api.GET('/api/hooks/{id}', of(hook))), changed);

  assert.equal(answered(204, await api.DELETE('/api/hooks/{id}', of(hook))), undefined);
  assert.equal(answered(404, await api.GET('/api/hooks/{id}', of(hook))).code, 'entity.not_exists_with_id');
  assert.equal(answered(404, await api.DELETE('/api/hooks/{id}', of(hook))).code, 'entity.not_found');
});

test('the list comes in pages, newest first, with statistics where they are asked for', async (t) => {
  const mock = await startMock(t);
  const api = mock.apiClient;
  const { url } = await startReceiver(t);
  await create(api, newHook('first', url));
  await mock.deliver('User.Created');
  for (const name of ['second', 'third']) await create(api, newHook(name));

  const page = await api.GET('/api/hooks', {
    params: { query: { includeExecutionStats: 'true', page: 2, page_size: 2 } },
  });
  const [first, ...others] = answered(200, page);
  assert.deepEqual([first.name, others], ['first', []]);
  assert.deepEqual(first.executionStats, { successCount: 1, requestCount: 1 });
  assert.equal(page.response.headers.get('total-number'), '3');
  assert.match(page.response.headers.get('link'), /page=1.*rel="prev"/);

  const all = answered(200, await api.GET('/api/hooks'));
  assert.deepEqual(all.map((hook) => hook.name), ['third', 'second', 'first']);
  assert.ok(all.every((hook) => hook.executionStats === undefined));
  const one = answered(200, await api.GET('/api/hooks/{id}', of(first, { includeExecutionStats: 'true' })));
  assert.deepEqual(one, first);
});

test("a test payload reaches the endpoint, signed with the hook's key", async (t) => {
  const { apiClient: api } = await startMock(t);
  const { url, received } = await startReceiver(t);
  const hook = await create(api, newHook('mine'));

  const body = { events: ['PostSignIn'], config: { url } };
  answered(204, await api.POST('/api/hooks/{id}/test', { ...of(hook), body }));
  const [delivery, ...others] = received;
  assert.equal(others.length, 0);
  const payload = verified(delivery, hook.signingKey);
  assert.deepEqual([payload.event, payload.hookId, payload.sessionId], ['PostSignIn', hook.id, 'fake-session-id']);
});

test('a test that the endpoint refuses tells what it answered', async (t) => {
  const { apiClient: api } = await startMock(t);
  const { url } = await startReceiver(t, 401);
  const hook = await create(api, newHook('mine'));

  const body = { events: ['PostSignIn'], config: { url } };
  const refused = answered(422, await api.POST('/api/hooks/{id}/test', { ...of(hook), body }));
  assert.equal(refused.code, 'hook.endpoint_responded_with_error');
  assert.deepEqual(refused.data, { responseStatus: 401, responseBody: '{"seen":true}' });
});

test('a new signing key signs from the next delivery on', async (t) => {
  const mock = await startMock(t);
  const api = mock.apiClient;
  const { url, received } = await startReceiver(t);
  const before = await create(api, newHook('mine', url));
  await mock.deliver('User.Created');

  const after = answered(200, await api.PATCH('/api/hooks/{id}/signing-key', of(before)));
  assert.match(after.signingKey, /^[0-9A-Za-z]{32}$/);
  assert.deepEqual(after, { ...before, signingKey: after.signingKey });
  await mock.deliver('User.Created');

  const signedWith = (key) => received.map((delivery) => isSignedWith(delivery, key));
  assert.deepEqual(signedWith(before.signingKey), [true, false]);
  assert.deepEqual(signedWith(after.signingKey), [false, true]);
});

test('a delivery that has ended stands in the recent logs', async (t) => {
  const mock = await startMock(t);
  const api = mock.apiClient;
  const { url, received } = await startReceiver(t);
  const hook = await create(api, newHook('mine', url));
  assert.equal((await mock.deliver('User.Created')).state, 'succeeded');

  const query = { logKey: 'TriggerHook.User.Created', page: 1, page_size: 20 };
  const logs = await api.GET('/api/hooks/{id}/recent-logs', of(hook, query));
  const [entry, ...others] = answered(200, logs);
  assert.equal(others.length, 0);
  assert.equal(logs.response.headers.get('total-number'), '1');
  assert.deepEqual(entry.payload, {
    key: 'TriggerHook.User.Created',
    result: 'Success',
    hookId: hook.id,
    response: { body: { seen: true }, statusCode: 200 },
    hookRequest: { body: verified(received[0], hook.signingKey) },
  });

  const deletions = { ...query, logKey: 'TriggerHook.User.Deleted' };
  assert.deepEqual(answered(200, await api.GET('/api/hooks/{id}/recent-logs', of(hook, deletions))), []);
});

// By hand: JSON.stringify writes 42.
test('an update that asks for 42.0 retries is refused and changes nothing', async (t) => {
  const { apiClient: api, clientCredentials, url } = await startMock(t);
  const hook = await create(api, newHook('mine'));
  const { value } = await clientCredentials.getAccessToken();

  const answer = await fetch(`${url}/api/hooks/${hook.id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' },
    body: `{"config":{"url":"${NOBODY}","retries":42.0}}`,
  });
  assert.equal(answer.status, 400);
  const { code, data } = await answer.json();
  assert.equal(code, 'guard.invalid_input');
  assert.deepEqual(data.issues[0].path, ['config', 'retries']);
  assert.deepEqual(answered(200, await api.GET('/api/hooks/{id}', of(hook))), hook);
});
