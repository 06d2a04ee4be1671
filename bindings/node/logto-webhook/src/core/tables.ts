// What the crate knows, for runtimes without native code.
//
// Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

/** What stands in a field on which handlers act: other JSON makes the event unreadable. */
export type Essential = 'string' | 'object' | { readonly list: Essential } | { readonly struct: string };

/** The fields that this version knows. `null`: whatever stands there is kept. */
export type Fields = Readonly<Record<string, Essential | null>>;

/** Structs with what they are made of. */
export type Structs = Readonly<Record<string, Fields>>;

/** A payload that a system sends, and the `matchedRoute` by which it is told from the event's own. */
export interface EventRow {
  readonly name: string;
  readonly variant: string;
  readonly route: string | null;
  readonly payload: string;
}

/** The header of an endpoint's answer that holds the error's code. */
export const ERROR_HEADER = 'logto-webhook-error';

/** The environment variable that holds the key. */
export const SIGNING_KEY_VARIABLE = 'LOGTO_WEBHOOK_SIGNING_KEY';

/** The largest body that is accepted unless another limit is set, in bytes. */
export const DEFAULT_BODY_LIMIT = 4194304;

/** How long a body may take to come unless another limit is set. */
export const DEFAULT_BODY_TIME_LIMIT_MS = 10000;

/** How many keys there can be. */
export const MAX_KEYS = 16;

/** How long a handler has a delivery unless another lease is set. */
export const DEFAULT_LEASE_MS = 60000;

/** How long a delivery that was handled is remembered unless another retention is set. */
export const DEFAULT_RETENTION_MS = 86400000;

/** How many deliveries a memory remembers unless another number is set. */
export const DEFAULT_CAPACITY = 250000;

/** Who acts on each code, and the HTTP status of an answer. */
export const CODES = {
  signing_key_empty: { action: 'fix_configuration', status: 500 },
  signing_key_whitespace: { action: 'fix_configuration', status: 500 },
  signing_keys_too_many: { action: 'fix_configuration', status: 500 },
  retention_too_short: { action: 'fix_configuration', status: 500 },
  namespace_empty: { action: 'fix_configuration', status: 500 },
  redirected_delivery: { action: 'fix_configuration', status: 405 },
  method_not_allowed: { action: 'refuse', status: 405 },
  body_encoded: { action: 'fix_configuration', status: 415 },
  body_too_large: { action: 'fix_configuration', status: 413 },
  body_incomplete: { action: 'refuse', status: 400 },
  body_already_parsed: { action: 'fix_code', status: 500 },
  body_not_bytes: { action: 'fix_code', status: 500 },
  body_already_read: { action: 'fix_code', status: 500 },
  signature_missing: { action: 'refuse', status: 401 },
  signature_malformed: { action: 'refuse', status: 401 },
  signature_ambiguous: { action: 'refuse', status: 401 },
  signature_mismatch: { action: 'refuse', status: 401 },
  timestamp_out_of_window: { action: 'refuse', status: 400 },
  payload_invalid: { action: 'report', status: 400 },
  delivery_in_progress: { action: 'retry', status: 503 },
  store_unavailable: { action: 'fix_configuration', status: 500 },
  handler_failed: { action: 'fix_code', status: 500 },
} as const;
