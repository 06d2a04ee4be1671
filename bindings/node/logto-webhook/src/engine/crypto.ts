import { createHash, createHmac, createSecretKey } from 'node:crypto';

import { coreEngine } from '../core/core.js';
import type { Engine } from './engine.js';

/** JavaScript on `node:crypto`: where the native module is missing. */
export const engine: Engine = coreEngine('node', {
  hmac(key) {
    const secret = createSecretKey(key);
    return (body) => createHmac('sha256', secret).update(body).digest('hex');
  },
  sha256: (body) => createHash('sha256').update(body).digest('hex'),
});
