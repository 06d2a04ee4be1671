// `logtoApiRoute` as Next's Pages Router calls it: with requests of Node's own server, parsed unless that is turned off.
// `tests/next/` has it in Next itself.

import http from 'node:http';

import { logtoApiRoute } from 'logto-webhook/next-pages';

import { testAdapter } from './suite.mjs';

testAdapter('next-pages', start, ['readItself', 'respondBefore', 'parsedInFront']);

function start(site) {
  const route = logtoApiRoute({
    ...site.options,
    respondBefore: site.respondBefore,
    async onEvent(delivery, _request, response) {
      const status = await site.work(delivery);
      if (status !== undefined && !site.respondBefore) response.writeHead(status).end();
    },
  });
  return http.createServer(async (request, response) => {
    if (site.inFront === 'parsed') request.body = JSON.parse(Buffer.concat(await request.toArray()));
    await route(request, response).catch(() => response.writeHead(500).end());
  });
}
