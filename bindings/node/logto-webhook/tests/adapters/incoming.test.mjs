// Node's own server, without a framework: what adapters for those that hand over its requests are built of.

import http from 'node:http';

import { OK } from '../../esm/endpoint/answer.js';
import { Endpoint } from '../../esm/endpoint/endpoint.js';
import { handle, handleLater } from '../../esm/endpoint/handling.js';
import { readIncoming } from '../../esm/endpoint/incoming.js';
import { Admitted } from '../../esm/endpoint/reception.js';
import { testAdapter } from './suite.mjs';

const can = ['readItself', 'respondBefore', 'takerInFront'];

testAdapter('incoming', start, can);

function start(site) {
  const endpoint = new Endpoint(site.options);
  return http.createServer(async (request, response) => {
    const answer = ({ status, headers, body }) => response.writeHead(status, headers).end(body);
    if (site.inFront === 'taker') await request.toArray();
    const received = await endpoint.receive(request.method, request.headers, readIncoming(request));
    if (!(received instanceof Admitted)) return answer(received);
    const handler = async () => (await site.work(received.delivery)) ?? 200;
    const statusOf = (status) => status;
    if (site.respondBefore) {
      handleLater(received, handler, statusOf);
      return answer(OK);
    }
    try {
      const { result, refusal } = await handle(received, handler, statusOf);
      return answer({ status: result, headers: refusal?.headers ?? {}, body: '' });
    } catch {
      return answer({ status: 500, headers: {}, body: '' });
    }
  });
}
