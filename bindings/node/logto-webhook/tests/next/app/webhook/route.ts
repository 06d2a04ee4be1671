import { after } from 'next/server';

import { engine } from 'logto-webhook';
import { logtoRoute } from 'logto-webhook/next';

export const { POST, GET } = logtoRoute({
  onEvent: (delivery) => Response.json({ engine, name: delivery.name }, { status: 202 }),
});

const later = logtoRoute({
  respondBefore: after,
  onEvent: (delivery) => console.log(`handled later: ${delivery.name}`),
});
/** Next knows no other names than those of methods. */
export const PUT = (request: Request) => later.POST(new Request(request, { method: 'POST' }));
