// What `suite.test.mjs` tells it to: the server runs in the test's own process.

import { after } from 'next/server';

import { logtoRoute } from 'logto-webhook/next';

type Receive = (request: Request, adapter: object) => Promise<Response>;

const receive = (request: Request) => (globalThis as { receive?: Receive }).receive!(request, { logtoRoute, after });
export { receive as GET, receive as POST, receive as PUT };
