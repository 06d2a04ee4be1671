import { DEFAULT_CAPACITY } from '../core/tables.js';
import { INSPECT } from '../inspect.js';
import { wholeNumber } from '../types-of-values.js';
import type { Claim, ReplayStore } from './store.js';

/** How a `MemoryStore` remembers. */
export interface MemoryStoreOptions {
  /** How many ids are remembered: 250,000 unless it is set. Memory is taken as it is needed. */
  readonly capacity?: number;
  /** The time in milliseconds, from elsewhere than the system, as from a test. It must not go back. */
  readonly now?: () => number;
}

/**
 * Remembers in the memory of **this process alone**, up to a number of ids.
 *
 * Behind several instances each has a memory of its own, and a restart forgets. At the edge, and on platforms that start
 * a process for each request, that is no guard at all: use a store that is shared. When it is full of ids that must be
 * kept, it refuses to take more, as a store that is down: forgetting one early would let it be replayed.
 */
export class MemoryStore implements ReplayStore {
  /** How many ids are remembered at most. */
  readonly capacity: number;
  readonly #now: () => number;
  readonly #ids = new Map<string, Kept>();
  /** The same ids by how long they are kept. In each, the first is the next to be forgotten: time does not go back. */
  readonly #ends = new Map<number, Map<string, Kept>>();

  constructor(options: MemoryStoreOptions = {}) {
    this.capacity = wholeNumber('capacity', options.capacity ?? DEFAULT_CAPACITY);
    this.#now = options.now ?? (() => performance.now());
  }

  /** Takes the id for its holder; rejects when it is full. */
  async begin(id: string, holder: string, leaseMs: number): Promise<Claim> {
    this.#forgetUntil(this.#now());
    const kept = this.#ids.get(id);
    if (kept !== undefined) return kept.holder === COMPLETED ? 'completed' : 'in_progress';
    this.#keep(id, holder, leaseMs);
    return 'taken';
  }

  /** Remembers that the id was handled; rejects when it is full, and the lease has run out. */
  async complete(id: string, retentionMs: number): Promise<void> {
    this.#forgetUntil(this.#now());
    this.#keep(id, COMPLETED, retentionMs);
  }

  /** Gives the id back, if this holder still has it. */
  async release(id: string, holder: string): Promise<void> {
    if (this.#ids.get(id)?.holder === holder) this.#forget(id);
  }

  /** Shows no ids. */
  [INSPECT](): string {
    return `MemoryStore { guards: 'this process alone', capacity: ${this.capacity}, ids: ${this.#ids.size} }`;
  }

  #keep(id: string, holder: string | typeof COMPLETED, timeMs: number): void {
    if (this.#ids.size >= this.capacity && !this.#ids.has(id)) throw full(this.capacity);
    this.#forget(id);
    const kept: Kept = { holder, timeMs, until: this.#now() + timeMs };
    this.#ids.set(id, kept);
    let ends = this.#ends.get(timeMs);
    if (ends === undefined) this.#ends.set(timeMs, (ends = new Map()));
    ends.set(id, kept);
  }

  #forget(id: string): void {
    const kept = this.#ids.get(id);
    if (kept === undefined) return;
    this.#ids.delete(id);
    const ends = this.#ends.get(kept.timeMs)!;
    ends.delete(id);
    if (ends.size === 0) this.#ends.delete(kept.timeMs);
  }

  #forgetUntil(now: number): void {
    for (const ends of this.#ends.values()) {
      for (const [id, { until }] of ends) {
        if (until > now) break;
        this.#forget(id);
      }
    }
  }
}

/** In the place of a holder, which is a text. */
const COMPLETED: unique symbol = Symbol('completed');

interface Kept {
  readonly holder: string | typeof COMPLETED;
  readonly timeMs: number;
  readonly until: number;
}

function full(capacity: number): Error {
  return new RangeError(
    `it holds ${capacity} ids, as many as it may; raise its capacity, keep ids for a shorter time, or use Redis`,
  );
}
