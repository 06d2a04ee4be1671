import assert from 'node:assert/strict';

import { engine, Webhook } from 'logto-webhook';
import { logtoFetch } from 'logto-webhook/fetch';
import { Webhook as OfPlatform } from 'logto-webhook/platform';
import * as ofPlatform from 'logto-webhook/platform/testing';
import { fakeDelivery, KEY } from 'logto-webhook/testing';

assert.equal(engine, process.argv[2]);
const webhook = new Webhook(KEY);
const sent = fakeDelivery('User.Created');
assert.equal(webhook.verify(sent.headers, sent.body).event.name, 'User.Created');
const answered = await logtoFetch({ webhook, onEvent: () => undefined })(sent.request('https://example.com'));
assert.equal(answered.status, 200);

const other = ofPlatform.fakeDelivery('user.created', { id: 'evt_1' });
assert.equal(new OfPlatform(ofPlatform.KEY).verify(other.headers, other.body).id, 'evt_1');
