// `logtoFetch` behind Node's own server, which makes a `Request` of what arrives.

import http from 'node:http';
import { Readable } from 'node:stream';

import { logtoFetch } from 'logto-webhook/fetch';

import { testAdapter } from './suite.mjs';

testAdapter('fetch', (site) => {
  const fetch = logtoFetch({
    ...site.options,
    respondBefore: site.respondBefore,
    async onEvent(delivery) {
      const status = await site.work(delivery);
      return status === undefined ? undefined : new Response(null, { status });
    },
  });
  return http.createServer(async (incoming, outgoing) => {
    try {
      const response = await fetch(requestOf(incoming));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    } catch {
      outgoing.writeHead(500).end();
    }
  });
});

function requestOf(incoming) {
  const { method, headers } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: Readable.toWeb(incoming), duplex: 'half' } : {};
  return new Request(`http://localhost${incoming.url}`, { method, headers, ...body });
}
