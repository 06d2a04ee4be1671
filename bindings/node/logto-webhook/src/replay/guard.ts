import { DEFAULT_LEASE_MS, DEFAULT_RETENTION_MS } from '../core/tables.js';
import type { Window } from '../core/window.js';
import type { AnyDelivery, Base } from '../delivery.js';
import { WebhookError } from '../errors.js';
import { INSPECT } from '../inspect.js';
import { duration, oneOf, wholeNumber } from '../types-of-values.js';
import type { WebhookOf } from '../webhook.js';
import { Lease, unavailable } from './lease.js';
import { MemoryStore } from './memory.js';
import type { Claim, ReplayStore } from './store.js';

/** How a `ReplayGuard` remembers. */
export interface ReplayGuardOptions {
  /** Where. In this process's memory unless it is set: a fleet needs a store that it shares. */
  readonly store?: ReplayStore | undefined;
  /** The webhook whose deliveries it guards, so that they are kept as long as its window accepts them. Adapters see to that. */
  readonly webhook?: WebhookOf<AnyDelivery> | undefined;
  /** How long a handler has a delivery: 60 s. If it takes longer, the same one may be handled beside it. */
  readonly leaseMs?: number | undefined;
  /** How long a delivery that was handled is remembered: 24 h, or as long as the lease or the window if that is longer. */
  readonly retentionMs?: number | undefined;
  /**
   * Which count as the same: those with the same body (`delivery`, unless it is set), or those that tell of the same event,
   * whichever hook they are of (`occurrence`).
   */
  readonly identity?: 'delivery' | 'occurrence' | undefined;
  /**
   * What happens while the store cannot answer: deliveries are refused with `store_unavailable` (`refuse`, unless it is set),
   * or handled unguarded, and counted (`deliver`). Released Logto servers do not send again what was refused.
   */
  readonly onStoreFailure?: 'refuse' | 'deliver' | undefined;
}

/**
 * Lets each delivery be handled once.
 *
 * Make one at start and hand it to an adapter as `replay`. By hand:
 *
 * ```ts
 * const lease = await guard.begin(delivery); // throws a ReplayError while another handles it
 * if (lease !== null) await lease.run(() => work(delivery)); // else it was handled before: answer 200
 * ```
 *
 * Without a store it remembers in the memory of **this process alone**: see `MemoryStore`. Without a window a delivery is
 * accepted for ever, so that one which is sent again after the retention is handled again.
 */
export class ReplayGuard {
  /** How long a handler has a delivery. */
  readonly leaseMs: number;
  /** How long a delivery that was handled is remembered. */
  readonly retentionMs: number;
  readonly #store: ReplayStore;
  readonly #options: ReplayGuardOptions;
  #count = { unguarded: 0 };

  /** @throws {ReplayError} `retention_too_short` if the window accepts a delivery for longer, or the lease is longer. */
  constructor(options: ReplayGuardOptions = {}) {
    const { store, webhook, leaseMs, retentionMs, identity, onStoreFailure } = options;
    const windowMs = spanOf(webhook?.window);
    this.leaseMs = wholeNumber('leaseMs', leaseMs ?? DEFAULT_LEASE_MS);
    const longest = Math.max(DEFAULT_RETENTION_MS, this.leaseMs, windowMs);
    this.retentionMs = wholeNumber('retentionMs', retentionMs ?? longest);
    if (this.retentionMs < Math.max(this.leaseMs, windowMs)) throw tooShort(this, windowMs);
    oneOf('identity', ['delivery', 'occurrence'], identity ?? 'delivery');
    oneOf('onStoreFailure', ['refuse', 'deliver'], onStoreFailure ?? 'refuse');
    this.#store = store ?? new MemoryStore();
    this.#options = options;
  }

  /** How many deliveries were handled although the store could not answer, before the work or after it. */
  get unguarded(): number {
    return this.#count.unguarded;
  }

  /**
   * The same guard, which keeps ids at least as long as the webhook's window accepts a delivery. Adapters do that for the
   * webhook that they verify with.
   */
  covering(webhook: WebhookOf<AnyDelivery>): ReplayGuard {
    const retentionMs = Math.max(this.retentionMs, spanOf(webhook.window));
    const guard = new ReplayGuard({ ...this.#options, store: this.#store, retentionMs });
    guard.#count = this.#count;
    return guard;
  }

  /**
   * Takes a delivery to be handled; `null` where it was handled before: answer 200, and do nothing.
   *
   * @throws {ReplayError} `delivery_in_progress` while another has it, `store_unavailable`.
   */
  async begin(delivery: Base): Promise<Lease | null> {
    const id = this.#options.identity === 'occurrence' ? delivery.occurrenceId : delivery.id;
    const holder = crypto.randomUUID().replaceAll('-', '');
    let claim: Claim;
    try {
      claim = known(await this.#store.begin(id, holder, this.leaseMs));
    } catch (error) {
      void this.#giveBack(id, holder);
      return this.#unanswered(id, error);
    }
    if (claim === 'in_progress') throw inProgress(this.leaseMs);
    return claim === 'completed' ? null : this.#lease(id, holder, null);
  }

  [INSPECT](): string {
    const { leaseMs, retentionMs, unguarded } = this;
    return `ReplayGuard { leaseMs: ${leaseMs}, retentionMs: ${retentionMs}, unguarded: ${unguarded} }`;
  }

  #unanswered(id: string, error: unknown): Lease {
    const told = unavailable('say whether the delivery was handled before', error);
    if (this.#options.onStoreFailure !== 'deliver') throw told;
    this.#count.unguarded += 1;
    return this.#lease(id, null, told);
  }

  #lease(id: string, holder: string | null, unguarded: WebhookError | null): Lease {
    const countUnguarded = () => void (this.#count.unguarded += 1);
    return new Lease({ store: this.#store, id, holder, retentionMs: this.retentionMs, unguarded, countUnguarded });
  }

  /** The store may have taken it without saying so. Nobody waits for it; if it fails too, the lease ends by itself. */
  async #giveBack(id: string, holder: string): Promise<void> {
    try {
      await this.#store.release(id, holder);
    } catch {
      return;
    }
  }
}

/** For how long a window accepts a delivery. */
function spanOf(window: Window | undefined): number {
  return window === undefined ? 0 : window.pastMs + window.futureMs;
}

function known(claim: Claim): Claim {
  return oneOf('begin', ['taken', 'in_progress', 'completed'], claim);
}

function tooShort({ leaseMs, retentionMs }: ReplayGuard, windowMs: number): WebhookError {
  const [shortest, what] =
    windowMs > leaseMs
      ? [windowMs, 'for which the window accepts a delivery']
      : [leaseMs, 'for which a handler has it'];
  return WebhookError.of(
    'retention_too_short',
    `expected a retention of at least ${duration(shortest)}, ${what}, found ${duration(retentionMs)}; keep ids longer, or narrow the window or the lease`,
  );
}

function inProgress(leaseMs: number): WebhookError {
  return WebhookError.of(
    'delivery_in_progress',
    `the same delivery is being handled; it is free again after ${duration(leaseMs)} at most`,
  );
}
