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
