const assert = require('node:assert/strict');

const { engine, Webhook } = require('logto-webhook');
const { fakeDelivery, KEY } = require('logto-webhook/testing');

assert.equal(engine, process.argv[2]);
const { headers, body } = fakeDelivery('User.Created');
assert.equal(new Webhook(KEY).verify(headers, body).event.name, 'User.Created');
