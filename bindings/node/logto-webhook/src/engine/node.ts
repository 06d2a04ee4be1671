import native from '../../native.cjs';
import { engine as fallback } from './crypto.js';
import type { Engine } from './engine.js';
import { nativeEngine } from './native.js';

/** The native module where there is one for this platform, else JavaScript on `node:crypto`. */
export const engine: Engine = native === null ? fallback : nativeEngine(native);
