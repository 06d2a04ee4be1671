/**
 * Handles each delivery once: a guard remembers which were handled, and which are being handled.
 *
 * ```ts
 * const replay = new ReplayGuard({ store: new RedisStore(client, 'billing:logto') });
 * export const { POST, GET } = logtoRoute({ replay, onEvent });
 * ```
 *
 * A signature verifies for ever, so whoever saw a delivery can send it again; and Logto's documentation promises retries. A
 * guard (`guard.ts`) takes a delivery's id for a lease (`lease.ts`) while it is handled, keeps it for the retention when it
 * was, and gives it back when it was not, so that a retry is handled. What is remembered stands in a store (`store.ts`): a
 * `MemoryStore` guards one process, a `RedisStore` a fleet, of Rust and Python processes too.
 *
 * It makes it rare that a delivery is handled twice; it cannot make it impossible. A handler that did its work and died
 * before it could say so is run again after its lease. Where that hurts, record the id in the same transaction as the effect.
 *
 * @module
 */
export { ReplayGuard } from './guard.js';
export type { ReplayGuardOptions } from './guard.js';
export type { Lease } from './lease.js';
export { MemoryStore } from './memory.js';
export type { MemoryStoreOptions } from './memory.js';
export { RedisStore } from './redis.js';
export type { IoRedis, NodeRedis, RedisStoreOptions } from './redis.js';
export type { Claim, ReplayStore } from './store.js';
