/** By this name Node asks a value how it is to be shown. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** What Node hands over to show parts with. */
export type Inspect = (value: unknown, options: object) => string;
