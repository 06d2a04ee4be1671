/** The name of a value's type, as a message can have it. A value's own members are a peer's, and are not asked. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object' && typeof value !== 'function') return typeof value;
  const made = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'Object';
}

/** Whether a value is of a built-in class, also of another realm's: tests run in realms of their own. */
export function isA(tag: string, value: unknown): boolean {
  return Object.prototype.toString.call(value) === `[object ${tag}]`;
}

/** A number that somebody set, if it can be one of bytes, of milliseconds or of things. */
export function wholeNumber(what: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new TypeError(`expected \`${what}\` as a whole number from 0, found ${String(value)}`);
}

/** A word that somebody set, if it is one of these. */
export function oneOf<Word extends string>(what: string, words: readonly Word[], value: unknown): Word {
  if (words.includes(value as Word)) return value as Word;
  const found = typeof value === 'string' ? 'another word' : typeName(value);
  throw new TypeError(`expected \`${what}\` as '${words.join("' or '")}', found ${found}`);
}

/** A length of time, as the crate writes it: `10s`, `250ms`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}
