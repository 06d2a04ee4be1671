import type { Signature } from './engine/engine.js';
import { isA, typeName } from './types-of-values.js';

/** The signature header's value, or the headers in whatever a server has them in: any case, lists of values, pairs. */
export type HeadersLike =
  | string
  | null
  | undefined
  | readonly string[]
  | { readonly [name: string]: string | readonly string[] | number | undefined }
  | Iterable<readonly [string, string]>
  | { get(name: string): string | null };

/** What a request says in the headers that an endpoint reads. A value may be of another type than text. */
export interface KnownHeaders {
  readonly signature: Signature;
  readonly encodings: readonly unknown[];
  readonly length: unknown;
}

const ENCODING = 'content-encoding';
const LENGTH = 'content-length';

/** The signature, of headers that say that the body is plain; `null` where they say another thing. */
export function signatureOf(headers: unknown, header: string): Signature | null {
  if (typeof headers === 'string') return headers;
  const usual = typeof headers === 'object' && headers !== null ? usualSignature(headers, header) : undefined;
  if (usual !== undefined) return usual;
  const { signature, encodings } = knownHeaders(headers, header);
  return encodings.every(isPlain) ? signature : null;
}

/** What stands in Node's own object of headers mostly: one signature, and nothing else to look at. Saves microseconds. */
function usualSignature(headers: object, header: string): string | undefined {
  let found: string | undefined;
  for (const name in headers) {
    if (name.length !== header.length && name.length !== ENCODING.length) continue;
    const known = name.toLowerCase();
    if (known === ENCODING) return undefined;
    if (known !== header) continue;
    const value = (headers as Record<string, unknown>)[name];
    if (typeof value !== 'string' || found !== undefined) return undefined;
    found = value;
  }
  return found;
}

/** Finds what an endpoint reads, where the signature stands in a header of this name. */
export function knownHeaders(headers: unknown, header: string): KnownHeaders {
  if (typeof headers === 'string') return { signature: headers, encodings: [], length: undefined };
  const found = new Found(header);
  if (headers !== null && headers !== undefined) found.addAll(headers);
  return { signature: found.signature(), encodings: found.encodings, length: found.length };
}

class Found {
  readonly encodings: unknown[] = [];
  length: unknown;
  private readonly signatures: unknown[] = [];
  private otherType: string | undefined;

  constructor(private readonly header: string) {}

  addAll(headers: unknown): void {
    if (isA('Headers', headers)) {
      for (const name of [this.header, ENCODING, LENGTH]) this.add(name, (headers as Headers).get(name));
    } else if (typeof headers !== 'object' || ArrayBuffer.isView(headers)) {
      this.otherType = typeName(headers);
    } else if (Symbol.iterator in headers!) {
      this.addPairs(headers as Iterable<unknown>);
    } else {
      const record = headers as Record<string, unknown>;
      for (const name of Object.keys(record)) if (this.hasKnownLength(name)) this.add(name, record[name]);
    }
  }

  /** Pairs of names and values, or the values of the signature header alone. */
  private addPairs(pairs: Iterable<unknown>): void {
    for (const pair of pairs) {
      if (typeof pair === 'string') this.signatures.push(pair);
      else if (Array.isArray(pair) && pair.length === 2) this.add(pair[0], pair[1]);
      else this.otherType = `${typeName(pairs)} without names and values`;
    }
  }

  private add(name: unknown, value: unknown): void {
    if (typeof name !== 'string') return;
    const known = name.toLowerCase();
    if (known === this.header) addValues(this.signatures, value);
    else if (known === ENCODING) addValues(this.encodings, value);
    else if (known === LENGTH) this.length = value;
  }

  /** Few names are as long as those that matter: the rest need not be put into lower case. */
  private hasKnownLength({ length }: string): boolean {
    return length === this.header.length || length === ENCODING.length || length === LENGTH.length;
  }

  signature(): Signature {
    if (this.otherType !== undefined) return { otherType: this.otherType };
    if (this.signatures.length !== 1) return { count: this.signatures.length };
    const [one] = this.signatures;
    return typeof one === 'string' ? one : { otherType: typeName(one) };
  }
}

/** Servers that keep all lines of a header have a list as its value. */
function addValues(values: unknown[], value: unknown): void {
  if (Array.isArray(value)) values.push(...(value as unknown[]));
  else if (value !== null && value !== undefined) values.push(value);
}

/** Whether a `content-encoding` says that the body is plain. */
export function isPlain(encoding: unknown): boolean {
  if (typeof encoding !== 'string') return false;
  const coding = encoding.trim().toLowerCase();
  return coding === '' || coding === 'identity';
}
