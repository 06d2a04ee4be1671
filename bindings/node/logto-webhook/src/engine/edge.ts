import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { coreEngine } from '../core/core.js';
import type { Engine } from './engine.js';

/** JavaScript on `@noble/hashes`: where there is neither native code nor a synchronous hash of the runtime's own. */
export const engine: Engine = coreEngine('edge', {
  hmac(key) {
    const keyed = hmac.create(sha256, key);
    return (body) => bytesToHex(keyed.clone().update(body).digest());
  },
  sha256: (body) => bytesToHex(sha256(body)),
});
