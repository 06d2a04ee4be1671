// A site with a webhook: what its handler does, and what the tests see of it.

import { once } from 'node:events';
import http from 'node:http';

import { LOGTO } from '../systems.mjs';

export const PATH = '/webhook';
export const BODY_LIMIT = 4096;
export const USER_CREATED = LOGTO.body('answered');

/** What is seen of a site. The framework's part of it is `start(site)`, which gives a listening `http.Server`. */
export class Site {
  seen = [];
  tests = [];
  #outcomes = [];
  #waiting = [];
  #mayGoOn = Promise.withResolvers?.() ?? withResolvers();
  #begun = Promise.withResolvers?.() ?? withResolvers();

  constructor({
    system = LOGTO,
    respondBefore = false,
    keyInEnvironment = false,
    inFront = 'nothing',
    ...options
  } = {}) {
    this.system = system;
    this.respondBefore = respondBefore;
    this.inFront = inFront;
    this.options = {
      ...webhookOf(system, keyInEnvironment),
      onTest: (test) => this.tests.push(test),
      onOutcome: (outcome) => this.#tell(outcome),
      ...options,
    };
  }

  /** Handles a delivery: the event says how, and what status is answered; `undefined` for no answer. */
  async work(delivery) {
    if (this.respondBefore) await this.#mayGoOn.promise;
    this.seen.push(delivery);
    const { refused, thrown, answered, awaited } = this.system.events;
    switch (delivery.name) {
      case refused:
        return 404;
      case thrown:
        throw new RangeError('what someone typed');
      case answered:
        return 204;
      case awaited:
        this.#begun.resolve();
        await this.#mayGoOn.promise;
    }
    return undefined;
  }

  /** Until a handler has begun that waits. */
  get begun() {
    return this.#begun.promise;
  }

  mayGoOn() {
    this.#mayGoOn.resolve();
  }

  /** The next outcome, as soon as there is one. */
  outcome() {
    if (this.#outcomes.length > 0) return Promise.resolve(this.#outcomes.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get untold() {
    return this.#outcomes.length;
  }

  #tell(outcome) {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#outcomes.push(outcome);
    else waiting(outcome);
  }

  /** Sends a request as the system does, but for what is given. */
  post(body, headers = {}) {
    return this.send('POST', body, {
      [this.system.header]: this.system.signed(body),
      'content-type': 'application/json',
      ...headers,
    });
  }

  async send(method, body, headers) {
    const request = http.request({ port: this.port, path: PATH, method, headers, agent: false });
    request.end(body);
    const [response] = await once(request, 'response');
    const chunks = await response.toArray();
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
  }

  /** Lets a framework listen, runs what is given, and stops it. */
  static async run(start, options, test) {
    const site = new Site(options);
    const server = await start(site);
    if (!server.listening) await once(server.listen(0), 'listening');
    site.port = server.address().port;
    try {
      await test(site);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
}

/** Logto's is what an adapter takes where it is told none. */
function webhookOf({ Webhook, isDefault, key }, keyInEnvironment) {
  if (!keyInEnvironment) return { webhook: new Webhook(key, { bodyLimit: BODY_LIMIT }) };
  return isDefault ? {} : { webhook: new Webhook(() => process.env.LOGTO_WEBHOOK_SIGNING_KEY) };
}

function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve) => (parts.resolve = resolve));
  return parts;
}
