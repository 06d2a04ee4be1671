// What every adapter does, in Next: a server of one's own runs the site that `next build` made, in this process.

import http from 'node:http';
import { after } from 'node:test';

import next from 'next';

import { testAdapter } from '../adapters/suite.mjs';

const app = next({ dev: false, dir: import.meta.dirname });
await app.prepare();
after(() => app.close());

testAdapter('next', (site) => {
  let route;
  globalThis.receive = (request, { logtoRoute, after }) => {
    route ??= logtoRoute({ ...site.options, respondBefore: site.respondBefore ? after : undefined, onEvent });
    return route.POST(request);
  };
  const onEvent = async (delivery) => {
    const status = await site.work(delivery);
    return status === undefined ? undefined : new Response(null, { status });
  };
  return serve('/suite');
});

testAdapter('next-pages', (site) => {
  let route;
  globalThis.receivePage = (request, response, { logtoApiRoute }) => {
    route ??= logtoApiRoute({ ...site.options, respondBefore: site.respondBefore, onEvent });
    return route(request, response);
  };
  const onEvent = async (delivery, _request, response) => {
    const status = await site.work(delivery);
    if (status !== undefined && !site.respondBefore) response.status(status).end();
  };
  return serve('/api/suite');
});

function serve(path) {
  const handle = app.getRequestHandler();
  return http.createServer((request, response) => {
    request.url = path;
    void handle(request, response);
  });
}
