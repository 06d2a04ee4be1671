import { WebhookError } from '../errors.js';
import { decodeString, membersOf, skipBlanks, type Member } from './json.js';

/** The members of a body that is a webhook: a JSON object with an event's name, and no key twice. */
export class Payload {
  private constructor(
    readonly text: string,
    readonly members: ReadonlyMap<string, Member>,
    readonly name: string,
  ) {}

  /** Gives the error where the bytes are no webhook at all. */
  static parse(body: Uint8Array): Payload | WebhookError {
    const text = decodeUtf8(body);
    if (text === null) return invalid('bytes that are not UTF-8');
    if (!isObject(text)) return invalid('something that is not one JSON object');
    const all = membersOf(text, skipBlanks(text, 0));
    const members = new Map(all.map((member) => [member.key, member]));
    if (members.size < all.length) {
      return invalid('an object with the same key twice, which readers would read differently');
    }
    const name = textOf(text, members.get('event'));
    return name === undefined ? invalid('an object without a text as its `event`') : new Payload(text, members, name);
  }

  /** The text of a member, if it is there and is text. */
  textOf(key: string): string | undefined {
    return textOf(this.text, this.members.get(key));
  }

  /** The body without its `hookId`: the same for every hook that tells of the same event. */
  withoutHook(): string {
    const { text } = this;
    const members = [...this.members.values()];
    const at = members.findIndex((member) => member.key === 'hookId');
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

function invalid(found: string): WebhookError {
  return WebhookError.of(
    'payload_invalid',
    `expected a JSON object with an \`event\`, found ${found}; it was signed with your key, so keep its bytes and look at what sends it`,
  );
}
