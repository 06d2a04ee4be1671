import { itemsOf, membersOf, type Member } from './json.js';
import { STRUCTS, type Essential, type Fields } from './tables.js';

/** Where JSON has another shape than expected, and how: never what stands there. */
export interface Mismatch {
  /** As in `data.scopes[2].id`. */
  readonly path: string;
  readonly reason: string;
}

type Span = Pick<Member, 'from' | 'to'>;

/** What in a struct's members keeps an event from being read; `null` where nothing does. */
export function mismatchIn(text: string, members: Iterable<Member>, struct: string): Mismatch | null {
  const fields: Fields = STRUCTS[struct] ?? {};
  const seen = new Set<string>();
  for (const member of members) {
    if (!Object.hasOwn(fields, member.key)) continue;
    if (seen.has(member.key)) return { path: member.key, reason: 'the member stands twice' };
    seen.add(member.key);
    const essential = fields[member.key] ?? null;
    const mismatch = essential === null || isNull(text, member) ? null : mismatchOf(text, member, essential);
    if (mismatch !== null) return below(member.key, mismatch);
  }
  return null;
}

function mismatchOf(text: string, span: Span, essential: Essential): Mismatch | null {
  if (essential === 'string') return unless(text[span.from] === '"', 'a string', text, span);
  if (essential === 'object') return unless(text[span.from] === '{', 'an object', text, span);
  if ('list' in essential) return mismatchInList(text, span, essential.list);
  return (
    unless(text[span.from] === '{', 'an object', text, span) ??
    mismatchIn(text, membersOf(text, span.from), essential.struct)
  );
}

function mismatchInList(text: string, span: Span, item: Essential): Mismatch | null {
  if (text[span.from] !== '[') return unless(false, 'an array', text, span);
  for (const [index, one] of itemsOf(text, span.from).entries()) {
    const mismatch = mismatchOf(text, one, item);
    if (mismatch !== null) return below(`[${index}]`, mismatch);
  }
  return null;
}

function unless(fits: boolean, expected: string, text: string, span: Span): Mismatch | null {
  return fits ? null : { path: '', reason: `expected ${expected}, found ${typeOf(text[span.from])}` };
}

/** The same, seen from what has it as this member. */
function below(step: string, { path, reason }: Mismatch): Mismatch {
  const separator = path === '' || path.startsWith('[') ? '' : '.';
  return { path: step + separator + path, reason };
}

function isNull(text: string, span: Span): boolean {
  return text[span.from] === 'n';
}

function typeOf(first: string | undefined): string {
  switch (first) {
    case '{':
      return 'an object';
    case '[':
      return 'an array';
    case '"':
      return 'a string';
    case 't':
    case 'f':
      return 'a boolean';
    case 'n':
      return 'null';
    default:
      return 'a number';
  }
}
