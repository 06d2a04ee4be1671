/** What a store said to `ReplayStore.begin`: the id is the holder's now; another has it; it was completed. */
export type Claim = 'taken' | 'in_progress' | 'completed';

/**
 * Remembers which deliveries were handled, and which are being handled.
 *
 * Implement it for a store of yours; `MemoryStore` and `RedisStore` are here. Every method is one atomic step for all that
 * share the store, and ends within a time limit of its own: Logto waits ten seconds for the whole answer. What it throws
 * goes to the operator's log: say what was tried and what happened, and repeat no credentials.
 */
export interface ReplayStore {
  /** Takes the id for its holder until the lease ends, unless it is taken or completed. */
  begin(id: string, holder: string, leaseMs: number): Promise<Claim>;
  /** Remembers for the retention that the id was handled, whoever holds it: the work is done. */
  complete(id: string, retentionMs: number): Promise<void>;
  /** Gives the id back, if this holder still has it: after its lease another may have taken it. */
  release(id: string, holder: string): Promise<void>;
}
