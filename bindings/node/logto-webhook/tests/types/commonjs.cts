// The same types for CommonJS.

import logto = require('logto-webhook');
import testing = require('logto-webhook/testing');

const { headers, body } = testing.fakeDelivery('User.Created');
const delivery: logto.Delivery = new logto.Webhook(testing.KEY).verify(headers, body);
if (delivery.known) delivery.event.name satisfies logto.EventName;
