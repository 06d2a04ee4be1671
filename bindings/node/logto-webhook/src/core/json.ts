/** A member of an object that is still text: where its value begins and ends, and its key's text. */
export interface Member {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts an object into its members, duplicates included, which `JSON.parse` hides. The text has been parsed before: it is
 * JSON, and `from` is where the object begins.
 */
export function membersOf(text: string, from: number): Member[] {
  const members: Member[] = [];
  let at = skipBlanks(text, from + 1);
  while (text[at] !== '}') {
    const keyEnd = endOfString(text, at);
    const key = decodeString(text.slice(at, keyEnd));
    const start = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    members.push({ key, from: start, to: end });
    at = afterComma(text, end);
  }
  return members;
}

/** Where the items of an array begin and end. */
export function itemsOf(text: string, from: number): Omit<Member, 'key'>[] {
  const items: Omit<Member, 'key'>[] = [];
  let at = skipBlanks(text, from + 1);
  while (text[at] !== ']') {
    const end = endOfValue(text, at);
    items.push({ from: at, to: end });
    at = afterComma(text, end);
  }
  return items;
}

/** The text of a JSON string. What someone typed can hold a lone surrogate: U+FFFD stands there. */
export function decodeString(json: string): string {
  if (!json.includes('\\')) return json.slice(1, -1);
  return wellFormed(JSON.parse(json) as string);
}

export function wellFormed(text: string): string {
  return /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

/** Puts U+FFFD into all texts of parsed JSON. Not by recursion: JSON can be deeper than a stack. */
export function makeWellFormed(json: object): void {
  const left: object[] = [json];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    for (const [key, value] of Object.entries(one)) {
      if (typeof value === 'object' && value !== null) left.push(value as object);
      else if (typeof value === 'string') define(one, key, wellFormed(value));
    }
  }
}

/** Sets a member. Assigning `__proto__` would do something else. */
export function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}

function afterComma(text: string, from: number): number {
  const at = skipBlanks(text, from);
  return text[at] === ',' ? skipBlanks(text, at + 1) : at;
}

function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  if (first === '{' || first === '[') return endOfNested(text, from);
  const after = /[\s,}\]]/g;
  after.lastIndex = from;
  return after.exec(text)?.index ?? text.length;
}

function endOfNested(text: string, from: number): number {
  const marks = /["{}[\]]/g;
  marks.lastIndex = from;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    if (mark[0] === '"') marks.lastIndex = endOfString(text, mark.index);
    else depth += mark[0] === '{' || mark[0] === '[' ? 1 : -1;
    if (depth === 0) return mark.index + 1;
  }
  return text.length;
}

/** Behind the quote that no odd number of backslashes precedes. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (text[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return text.length;
}
