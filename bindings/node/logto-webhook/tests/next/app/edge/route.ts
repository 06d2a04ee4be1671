import { engine } from 'logto-webhook';
import { logtoRoute } from 'logto-webhook/next';

export const runtime = 'edge';
export const { POST, GET } = logtoRoute({
  onEvent: (delivery) => Response.json({ engine, name: delivery.name }, { status: 202 }),
});
