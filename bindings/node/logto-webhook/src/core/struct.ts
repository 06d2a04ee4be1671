import { itemsOf, membersOf, type Member } from './json.js';
import type { Payload } from './payload.js';
import type { Essential, Structs } from './tables.js';

/** Where JSON has another shape than expected, and how: never what stands there. */
export interface Mismatch {
  /** As in `data.scopes[2].id`. */
  readonly path: string;
  readonly reason: string;
}

type Span = Pick<Member, 'from' | 'to'>;

/** JSON, and the structs of which it may be made. */
interface Source {
  readonly text: string;
  readonly structs: Structs;
}

/** What keeps a payload from being read as a struct; `null` where nothing does. */
export function mismatchIn({ text, members }: Payload, struct: string, structs: Structs): Mismatch | null {
  return mismatchInMembers({ text, structs }, members.values(), struct);
}

function mismatchInMembers(source: Source, members: Iterable<Member>, struct: string): Mismatch | null {
  const fields = source.structs[struct] ?? {};
  const seen = new Set<string>();
  for (const member of members) {
    if (!Object.hasOwn(fields, member.key)) continue;
    if (seen.has(member.key)) return { path: member.key, reason: 'the member stands twice' };
    seen.add(member.key);
    const essential = fields[member.key] ?? null;
    const mismatch = essential === null || isNull(source, member) ? null : mismatchOf(source, member, essential);
    if (mismatch !== null) return below(member.key, mismatch);
  }
  return null;
}

function mismatchOf(source: Source, span: Span, essential: Essential): Mismatch | null {
  if (essential === 'string') return unless('"', 'a string', source, span);
  if (essential === 'object') return unless('{', 'an object', source, span);
  if ('list' in essential) return mismatchInList(source, span, essential.list);
  return (
    unless('{', 'an object', source, span) ??
    mismatchInMembers(source, membersOf(source.text, span.from), essential.struct)
  );
}

function mismatchInList(source: Source, span: Span, item: Essential): Mismatch | null {
  const mismatch = unless('[', 'an array', source, span);
  if (mismatch !== null) return mismatch;
  for (const [index, one] of itemsOf(source.text, span.from).entries()) {
    const mismatch = mismatchOf(source, one, item);
    if (mismatch !== null) return below(`[${index}]`, mismatch);
  }
  return null;
}

function unless(first: string, expected: string, { text }: Source, span: Span): Mismatch | null {
  const found = text[span.from];
  return found === first ? null : { path: '', reason: `expected ${expected}, found ${typeOf(found)}` };
}

/** The same, seen from what has it as this member. */
function below(step: string, { path, reason }: Mismatch): Mismatch {
  const separator = path === '' || path.startsWith('[') ? '' : '.';
  return { path: step + separator + path, reason };
}

function isNull({ text }: Source, span: Span): boolean {
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
