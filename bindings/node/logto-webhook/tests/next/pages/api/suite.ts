// What `suite.test.mjs` tells it to: the server runs in the test's own process.

import type { NextApiRequest, NextApiResponse } from 'next';

import { logtoApiRoute } from 'logto-webhook/next-pages';

type Receive = (request: NextApiRequest, response: NextApiResponse, adapter: object) => Promise<void>;

export const config = { api: { bodyParser: false } };
export default (request: NextApiRequest, response: NextApiResponse) =>
  (globalThis as { receivePage?: Receive }).receivePage!(request, response, { logtoApiRoute });
