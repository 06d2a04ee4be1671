import { WebhookError } from '../errors.js';
import type { Signature } from '../engine/engine.js';
import type { System } from '../system.js';
import { SIGNING_KEY_VARIABLE } from './tables.js';

const HEX_DIGITS = 64;
/** Far over what any proxy adds, far under what is worth looking at. */
const MAX_HEADER = 1024;
const DIGITS = /^[0-9A-Fa-f]{64}$/;

/** The digits of the header's value, in lower case. */
export function digitsOf(signature: Signature): string {
  if (typeof signature !== 'string') throw notOne(signature);
  if (DIGITS.test(signature)) return signature.toLowerCase();
  if (signature.startsWith('{')) {
    throw malformed("JSON; the header's value comes first and the body second: are the arguments swapped?");
  }
  if (size(signature) > MAX_HEADER) throw malformed(`${size(signature)} bytes`);
  if (signature.includes(',')) throw ambiguous('a comma');
  const digits = trimBlanks(signature);
  if (!DIGITS.test(digits)) throw malformed(describe(digits));
  return digits.toLowerCase();
}

/** Compares all of two texts of digits, in a time that does not tell how nearly they are the same. */
export function areEqual(one: string, other: string): boolean {
  let differing = one.length ^ other.length;
  for (let at = 0; at < HEX_DIGITS; at++) differing |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return differing === 0;
}

/** The bytes of a key as it was shown. It is used literally: nothing is decoded, whatever it looks like. */
export function bytesOfKey(secret: string | Uint8Array): Uint8Array {
  if (typeof secret === 'string') checkText(secret);
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : new Uint8Array(secret);
  if (bytes.length === 0) throw emptyKey();
  return bytes;
}

function checkText(text: string): void {
  const begins = /^\p{White_Space}/u.test(text);
  if (/^\p{White_Space}*$/u.test(text)) throw emptyKey();
  const ends = /\p{White_Space}$/u.test(text);
  if (!begins && !ends) return;
  throw WebhookError.of(
    'signing_key_whitespace',
    `expected the webhook's signing key as it was shown, but it ${ends ? 'ends' : 'begins'} in white space; remove that (an environment file's newline is a usual cause), or give the key as bytes if it belongs`,
  );
}

/** 32 letters and digits, as those that Logto makes. */
export function hasLogtoForm(key: Uint8Array): boolean {
  return /^[0-9A-Za-z]{32}$/.test(String.fromCharCode(...key.subarray(0, 33)));
}

export function emptyKey(): WebhookError {
  return WebhookError.of(
    'signing_key_empty',
    `expected the webhook's signing key (in Logto 32 letters and digits, shown on the webhook's page of the Console; in the platform the whole \`whsec_\` secret), found nothing; is ${SIGNING_KEY_VARIABLE} set?`,
  );
}

/** What to look at where no key made the signature. */
export function mismatch(
  system: System,
  keys: readonly { readonly hasLogtoForm: boolean }[],
  body: Uint8Array,
): WebhookError {
  return WebhookError.of(
    'signature_mismatch',
    `expected a signature of this body under one of the keys, found another; ${hint(system, body) ?? system.hintOnKeys(keys)}`,
  );
}

function hint({ beginnings }: System, body: Uint8Array): string | null {
  if (body.length === 0) return 'the body is empty: did something in front read it?';
  if (!looksRewritten(beginnings, body)) return null;
  return 'the body looks parsed and written again: verify the raw bytes of the request';
}

/** Senders write compact JSON that begins in one of few ways. */
function looksRewritten(beginnings: readonly string[], body: Uint8Array): boolean {
  let start = 0;
  while (isBlank(body[start])) start++;
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  if (!hasMark && body[start] !== 0x7b) return false;
  const beginning = String.fromCharCode(...body.subarray(0, 32));
  return !beginnings.some((known) => beginning.startsWith(known)) || body[body.length - 1] !== 0x7d;
}

/** What Rust's `trim_ascii` takes off: space, tab, newline, form feed, carriage return. */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d;
}

function notOne(signature: Exclude<Signature, string>): WebhookError {
  if ('otherType' in signature) return malformed(`something of the type ${signature.otherType}`);
  if (signature.count > 1) return ambiguous('several signature headers');
  return WebhookError.of(
    'signature_missing',
    'expected a signature header, found none; the request does not come from a webhook with a signing key, or something in front dropped the header',
  );
}

function ambiguous(found: string): WebhookError {
  return WebhookError.of(
    'signature_ambiguous',
    `expected one signature, found ${found}; a custom header of the webhook that has the signature header's name in another case is sent beside it: remove it`,
  );
}

function malformed(found: string): WebhookError {
  return WebhookError.of('signature_malformed', `expected a signature of 64 hexadecimal digits, found ${found}`);
}

/** What is wrong with the value, in words that give nothing of it away. */
function describe(digits: string): string {
  if (digits === '') return 'an empty value';
  if (digits.startsWith('sha256=')) return 'a `sha256=` in front; nothing belongs there';
  const bytes = size(digits);
  return bytes === HEX_DIGITS ? '64 bytes that are not all hexadecimal digits' : `${bytes} bytes`;
}

function trimBlanks(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && (value[start] === ' ' || value[start] === '\t')) start++;
  while (end > start && (value[end - 1] === ' ' || value[end - 1] === '\t')) end--;
  return value.slice(start, end);
}

function size(text: string): number {
  return new TextEncoder().encode(text).length;
}
