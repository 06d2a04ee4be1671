import { WebhookError } from '../errors.js';
import type { Keys } from '../system.js';
import { decodeString, membersOf, skipBlanks, type Member } from './json.js';
import { parseTime } from './time.js';

/** How long an id can be that the sender gave, in bytes. What remembers ids has to hold it. */
const LONGEST_ID = 255;

/** The members of a body that is a webhook: a JSON object with an event's name, and no key twice. */
export class Payload {
  private constructor(
    private readonly keys: Keys,
    readonly text: string,
    readonly members: ReadonlyMap<string, Member>,
    readonly name: string,
  ) {}

  /** Gives the error where the bytes are no webhook at all. */
  static parse(body: Uint8Array, keys: Keys): Payload | WebhookError {
    const text = decodeUtf8(body);
    if (text === null) return invalid(keys, 'bytes that are not UTF-8');
    if (!isObject(text)) return invalid(keys, 'something that is not one JSON object');
    const all = membersOf(text, skipBlanks(text, 0));
    const members = new Map(all.map((member) => [member.key, member]));
    if (members.size < all.length) {
      return invalid(keys, 'an object with the same key twice, which readers would read differently');
    }
    const name = textOf(text, members.get(keys.name));
    if (name === undefined) return invalid(keys, `an object without a text as its \`${keys.name}\``);
    return new Payload(keys, text, members, name);
  }

  /** What the sender calls the delivery. Something that is too long to be a name is none. */
  get id(): string | undefined {
    const id = this.keys.id === null ? undefined : this.textOf(this.keys.id);
    const length = new TextEncoder().encode(id ?? '').length;
    return length >= 1 && length <= LONGEST_ID ? id : undefined;
  }

  get hookId(): string | null {
    return this.keys.hook === null ? null : (this.textOf(this.keys.hook) ?? null);
  }

  /** When it was put together, in milliseconds since 1970, if it says so readably. */
  get createdAt(): number | null {
    return parseTime(this.textOf(this.keys.createdAt));
  }

  /** The text of a member, if it is there and is text. */
  textOf(key: string): string | undefined {
    return textOf(this.text, this.members.get(key));
  }

  /** The body without its hook: the same for every hook that tells of the same event. */
  withoutHook(): string {
    const { text } = this;
    const members = [...this.members.values()];
    const at = members.findIndex((member) => member.key === this.keys.hook);
    const hook = members[at];
    if (hook === undefined) return text;
    const before = members[at - 1];
    // Between one member's value and the next one's key stand only white space and the comma.
    const [from, to] =
      before === undefined
        ? [text.indexOf('"'), Math.max(text.indexOf('"', hook.to), hook.to)]
        : [text.indexOf(',', before.to), hook.to];
    return text.slice(0, from) + text.slice(to);
  }
}

export function textOf(text: string, member: Pick<Member, 'from' | 'to'> | undefined): string | undefined {
  if (member === undefined || text[member.from] !== '"') return undefined;
  return decodeString(text.slice(member.from, member.to));
}

function decodeUtf8(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function isObject(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json);
  } catch {
    return false;
  }
}

function invalid({ name }: Keys, found: string): WebhookError {
  const article = name === 'event' ? 'an' : 'a';
  return WebhookError.of(
    'payload_invalid',
    `expected a JSON object with ${article} \`${name}\`, found ${found}; it was signed with your key, so keep its bytes and look at what sends it`,
  );
}
