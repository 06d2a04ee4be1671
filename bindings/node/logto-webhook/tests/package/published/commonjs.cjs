const assert = require('node:assert/strict');

const { engine, Webhook } = require('logto-webhook');
const platform = require('logto-webhook/platform');
const ofPlatform = require('logto-webhook/platform/testing');
const { fakeDelivery, KEY } = require('logto-webhook/testing');

assert.equal(engine, process.argv[2]);
const { headers, body } = fakeDelivery('User.Created');
assert.equal(new Webhook(KEY).verify(headers, body).event.name, 'User.Created');

const other = ofPlatform.fakeDelivery('user.created', { id: 'evt_1' });
assert.equal(new platform.Webhook(ofPlatform.KEY).verify(other.headers, other.body).id, 'evt_1');
