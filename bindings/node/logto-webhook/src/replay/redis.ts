import { WebhookError } from '../errors.js';
import { INSPECT } from '../inspect.js';
import { duration, wholeNumber } from '../types-of-values.js';
import type { Claim, ReplayStore } from './store.js';

/** A client of the package `redis`: also a pool, a cluster or a sentinel of it. */
export interface NodeRedis {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  set(key: string, value: string, options: { PX: number }): Promise<unknown>;
}

/** A client of the package `ioredis`, also a cluster of it. */
export interface IoRedis {
  call(command: string, ...words: string[]): Promise<unknown>;
}

/** How a `RedisStore` asks. */
export interface RedisStoreOptions {
  /** How long Redis may take for one step, connecting included: 1 s unless it is set, of the ten that Logto waits. */
  readonly timeLimitMs?: number;
}

/**
 * Remembers in a Redis that all instances of an endpoint share, those in Rust and in Python too.
 *
 * Takes a client of yours, of `redis` or of `ioredis`, and the name under which this endpoint's ids stand there: each is a
 * key of its own, `<namespace>:<id>`, that Redis itself forgets when its time is over. Every step is atomic. To connect is
 * the client's; give it a listener for its errors. A Redis that evicts keys under memory pressure, or loses its last second
 * in a crash or to a replica, forgets ids too: give it `maxmemory-policy noeviction`, and `appendonly yes` where that
 * matters.
 */
export class RedisStore implements ReplayStore {
  /** The name under which this endpoint's ids stand. */
  readonly namespace: string;
  readonly #commands: Commands;
  readonly #timeLimitMs: number;

  /** @throws {ReplayError} `namespace_empty`. */
  constructor(client: NodeRedis | IoRedis, namespace: string, options: RedisStoreOptions = {}) {
    if (typeof namespace !== 'string' || namespace.trim() === '') throw namespaceEmpty();
    this.namespace = namespace;
    this.#commands = commandsOf(client);
    this.#timeLimitMs = wholeNumber('timeLimitMs', options.timeLimitMs ?? 1000);
  }

  async begin(id: string, holder: string, leaseMs: number): Promise<Claim> {
    const found = await this.#inTime(this.#commands.eval(BEGIN, this.#key(id), [holder, String(millis(leaseMs))]));
    const text = found instanceof Uint8Array ? new TextDecoder().decode(found) : found;
    if (text === holder) return 'taken';
    return text === COMPLETED ? 'completed' : 'in_progress';
  }

  async complete(id: string, retentionMs: number): Promise<void> {
    await this.#inTime(this.#commands.set(this.#key(id), COMPLETED, millis(retentionMs)));
  }

  async release(id: string, holder: string): Promise<void> {
    await this.#inTime(this.#commands.eval(RELEASE, this.#key(id), [holder]));
  }

  /** Says nothing of the client: a password may stand in it. */
  [INSPECT](): string {
    return `RedisStore { namespace: ${JSON.stringify(this.namespace)}, timeLimitMs: ${this.#timeLimitMs} }`;
  }

  #key(id: string): string {
    return `${this.namespace}:${id}`;
  }

  /** What is late may still be done: a client keeps what it could not send, in its order. The guard gives it back then. */
  async #inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      const error = new Error(`Redis did not answer within ${duration(this.#timeLimitMs)}`);
      timer = setTimeout(() => reject(error), this.#timeLimitMs);
    });
    try {
      return await Promise.race([answer, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What the crate tells a Redis, each one atomic step on one key. A script is sent whole each time, as there. */
interface Commands {
  eval(script: string, key: string, words: string[]): Promise<unknown>;
  set(key: string, value: string, timeMs: number): Promise<unknown>;
}

function commandsOf(client: NodeRedis | IoRedis): Commands {
  // That of `ioredis` has an `eval` of another form, that of `redis` no `call`.
  if (typeof (client as Partial<IoRedis> | null)?.call === 'function') {
    const { call } = client as IoRedis;
    const ask = call.bind(client) as IoRedis['call'];
    return {
      eval: (script, key, words) => ask('EVAL', script, '1', key, ...words),
      set: (key, value, timeMs) => ask('SET', key, value, 'PX', String(timeMs)),
    };
  }
  if (typeof (client as Partial<NodeRedis> | null)?.eval !== 'function') throw noClient();
  const asked = client as NodeRedis;
  return {
    eval: (script, key, words) => asked.eval(script, { keys: [key], arguments: words }),
    set: (key, value, timeMs) => asked.set(key, value, { PX: timeMs }),
  };
}

/** What stands under a key: this, or who holds it. */
const COMPLETED = 'completed';

/**
 * Gives back what stands under a key, which it takes if it is free. It writes only then, so that a Redis that is full
 * still knows what was completed.
 */
const BEGIN = `
    local found = redis.call('GET', KEYS[1])
    if found then return found end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return ARGV[1]`;

/** Deletes a key if it is still the holder's. */
const RELEASE = `
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** Redis refuses a time of nothing, and one that it cannot add to the present. */
function millis(timeMs: number): number {
  const aHundredYears = 100 * 365 * 24 * 60 * 60 * 1000;
  return Math.min(Math.max(timeMs, 1), aHundredYears);
}

function namespaceEmpty(): WebhookError {
  return WebhookError.of(
    'namespace_empty',
    "expected a name of its own for this endpoint's ids, as `billing:logto`, found none; others may use the same Redis",
  );
}

function noClient(): TypeError {
  return new TypeError('expected a client of the package `redis` or `ioredis`, found something else');
}
