import { logtoRoute } from 'logto-webhook/next';
import { engine, Webhook } from 'logto-webhook/platform';
import { KEY } from 'logto-webhook/platform/testing';

export const runtime = 'edge';
export const { POST, GET } = logtoRoute({
  webhook: new Webhook(KEY),
  onEvent: (delivery) => Response.json({ engine, id: delivery.id, name: delivery.name }, { status: 202 }),
});
