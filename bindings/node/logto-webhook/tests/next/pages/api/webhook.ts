import type { NextApiRequest, NextApiResponse } from 'next';

import { engine } from 'logto-webhook';
import { logtoApiRoute } from 'logto-webhook/next-pages';

export const config = { api: { bodyParser: false } };
export default logtoApiRoute({
  onEvent(delivery, _request: NextApiRequest, response: NextApiResponse) {
    response.status(202).json({ engine, name: delivery.name });
  },
});
