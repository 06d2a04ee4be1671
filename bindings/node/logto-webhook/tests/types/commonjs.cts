// The same types for CommonJS.

import logto = require('logto-webhook');
import platform = require('logto-webhook/platform');
import platformTesting = require('logto-webhook/platform/testing');
import testing = require('logto-webhook/testing');

const { headers, body } = testing.fakeDelivery('User.Created');
const delivery: logto.Delivery = new logto.Webhook(testing.KEY).verify(headers, body);
if (delivery.known) delivery.event.name satisfies logto.EventName;

const sent = platformTesting.fakeDelivery('user.created');
const other: platform.Delivery = new platform.Webhook(platformTesting.KEY).verify(sent.headers, sent.body);
if (other.known) other.event.type satisfies platform.EventName;
