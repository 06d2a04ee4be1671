import { WebhookError } from '../errors.js';
import { INSPECT } from '../inspect.js';
import { typeName } from '../types-of-values.js';
import type { ReplayStore } from './store.js';

/** What a guard lets a lease know. @internal */
export interface Held {
  readonly store: ReplayStore;
  readonly id: string;
  /** `null` where the store could not answer: there is nothing to give back. */
  readonly holder: string | null;
  readonly retentionMs: number;
  readonly unguarded: WebhookError | null;
  countUnguarded(): void;
}

/** The right to handle a delivery. One that nobody ends runs out by itself. */
export class Lease {
  readonly #held: Held;
  #isOver = false;

  /** @internal */
  constructor(held: Held) {
    this.#held = held;
  }

  /** Why the store knows nothing of it, if so: with `onStoreFailure: 'deliver'`. */
  get unguarded(): WebhookError | null {
    return this.#held.unguarded;
  }

  /**
   * Runs the work, and remembers that it was done; gives the delivery back where it throws. A store that cannot answer
   * then is told on `console`: the work is done, or what it threw is on its way.
   */
  async run<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const report = (error: unknown) => console.error(error);
    let result: Result;
    try {
      result = await work();
    } catch (error) {
      await this.release().catch(report);
      throw error;
    }
    await this.complete().catch(report);
    return result;
  }

  /**
   * Remembers that the delivery was handled, also where the store could not answer before.
   *
   * @throws {ReplayError} `store_unavailable`. The work is done all the same: answer 2xx. If the delivery comes again after
   * the lease, it will be handled again. No error where `unguarded` has told already.
   */
  async complete(): Promise<void> {
    this.#end();
    const { store, id, retentionMs, unguarded } = this.#held;
    try {
      await store.complete(id, retentionMs);
    } catch (error) {
      if (unguarded !== null) return;
      this.#held.countUnguarded();
      throw unavailable('remember that the delivery was handled', error);
    }
  }

  /**
   * Gives the delivery back, because it was not handled: a retry will be.
   *
   * @throws {ReplayError} `store_unavailable`: the lease then runs out by itself.
   */
  async release(): Promise<void> {
    this.#end();
    const { store, id, holder } = this.#held;
    if (holder === null) return;
    try {
      await store.release(id, holder);
    } catch (error) {
      throw unavailable('give the delivery back', error);
    }
  }

  [INSPECT](): string {
    return `Lease { id: '${this.#held.id}' }`;
  }

  #end(): void {
    if (this.#isOver) throw new Error('the lease was completed or released before');
    this.#isOver = true;
  }
}

/** What a store threw, for the operator's log. @internal */
export function unavailable(what: string, error: unknown): WebhookError {
  const said = error instanceof Error ? `${typeName(error)}: ${error.message}` : typeName(error);
  return WebhookError.of('store_unavailable', `the replay store could not ${what}: ${said}`);
}
