// Clients of both packages, and stores of one's own, fit.

import { Cluster, Redis } from 'ioredis';
import { Lease, MemoryStore, RedisStore, ReplayGuard, type Claim, type ReplayStore } from 'logto-webhook/replay';
import { createClient, createClientPool, createCluster, createSentinel, RESP_TYPES } from 'redis';

class Own implements ReplayStore {
  async begin(id: string, holder: string, leaseMs: number): Promise<Claim> {
    return id === holder && leaseMs > 0 ? 'taken' : 'in_progress';
  }
  async complete(): Promise<void> {}
  async release(): Promise<void> {}
}

const sentinel = { name: 'main', sentinelRootNodes: [] };
for (const client of [
  createClient(),
  createClient().withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }),
  createClientPool(),
  createCluster({ rootNodes: [] }),
  createSentinel(sentinel),
  new Redis(),
  new Cluster([]),
]) {
  new ReplayGuard({ store: new RedisStore(client, 'billing:logto', { timeLimitMs: 500 }) });
}
new ReplayGuard({ store: new MemoryStore() }).covering;
new ReplayGuard({ store: new Own() });

// @ts-expect-error: an address is no client
new RedisStore('redis://127.0.0.1/', 'billing:logto');
// @ts-expect-error: a name of its own is required
new RedisStore(new Redis());
// @ts-expect-error: no such choice
new ReplayGuard({ onStoreFailure: 'ignore' });
// @ts-expect-error: only a guard gives one
new Lease();
