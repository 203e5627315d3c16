import { createClient } from 'graphql-ws';
import { getOperationAST, Kind, OperationTypeNode, parse, type DocumentNode } from 'graphql';
import WebSocket from 'ws';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import { post, type ApiUser } from './graphql.ts';

/** An operation of docs/api.md with the answer that it gives. */
export interface Example {
  /** Heading that it stands under. */
  readonly heading: string;
  /** The heading, and its place among all examples, from 1. */
  readonly title: string;
  /** Account that asks, e.g. `chair`; `nobody` for nobody. */
  readonly as: string;
  /** `Idempotency-Key` that it is sent with. */
  readonly key: string | null;
  /** Whether the operation is one that the schema doesn't admit, to show what comes of it. */
  readonly invalid: boolean;
  readonly source: string;
  /** With placeholders. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** As the document shows it, with placeholders. */
  readonly answer: string;
}

/** A fenced block: what stands behind the fence, and what is in it. */
interface Block {
  readonly info: string;
  readonly text: string;
}

const part = /^(?:#+ (?<heading>.*)|```(?<info>\S.*)\n(?<text>[^]*?)^```)$/gm;

/** The examples of a document in their order. Throws when one has no answer. */
export function examplesOf(markdown: string): Example[] {
  const examples: Example[] = [];
  let heading = '';
  let blocks: Block[] = [];
  const finish = (answer: string) => {
    const [operation, variables] = blocks;
    if (operation === undefined) throw new Error(`Under “${heading}” there is an answer to nothing.`);
    const [, , as = 'nobody', ...more] = operation.info.split(' ');
    examples.push({
      heading: heading.replaceAll('`', ''),
      title: `${examples.length + 1}. ${heading}`,
      as,
      key: more.find((word) => word.startsWith('key='))?.slice('key='.length) ?? null,
      invalid: more.includes('invalid'),
      source: operation.text,
      variables: JSON.parse(variables?.text ?? '{}') as Record<string, unknown>,
      answer,
    });
    blocks = [];
  };
  for (const { groups = {} } of markdown.matchAll(part)) {
    const { heading: next, info = '', text = '' } = groups;
    if (next !== undefined) heading = next;
    else if (info === 'json answer') finish(text);
    else if (info.startsWith('graphql as ') || info === 'json variables') blocks.push({ info, text });
  }
  if (blocks.length > 0) throw new Error(`Under “${heading}” an operation has no answer.`);
  return examples;
}

/** The document with other answers, in the order of its examples. */
export function withAnswers(markdown: string, answers: readonly unknown[]): string {
  const left = [...answers];
  return markdown.replace(
    /^(```json answer\n)[^]*?^```$/gm,
    (_all, fence: string) => `${fence}${JSON.stringify(left.shift(), null, 2)}\n\`\`\``,
  );
}

/** Root fields that a document asks for, e.g. `Query.plans`. */
export function rootFieldsOf(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const type = definition.operation.charAt(0).toUpperCase() + definition.operation.slice(1);
    return definition.selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? [`${type}.${selection.name.value}`] : [],
    );
  });
}

/** What differs from run to run, by the names that stand for it: one name for one value throughout the document. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** From now on `name`, as the document has it, stands for a value. */
  know(name: string, value: string): void {
    this.#names.set(value, name);
    this.#values.set(name, value);
  }

  /** With placeholders in the place of what differs. */
  mask(value: unknown, key = ''): unknown {
    if (Array.isArray(value)) return value.map((entry) => this.mask(entry, key));
    if (typeof value === 'string') return this.#maskText(value, key);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, this.mask(entry, name)]));
  }

  /** With the values that placeholders stand for. Throws for one that hasn't been met. */
  fill(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((entry) => this.fill(entry));
    if (typeof value === 'string') {
      const known = this.#values.get(value);
      if (known === undefined && !/^<[^>]+>$/.test(value)) return value;
      if (known === undefined) throw new Error(`Nothing before stands for ${value}.`);
      return known;
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, this.fill(entry)]));
  }

  #maskText(value: string, key: string): string {
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return '<time>';
    // Of one session, two that were made in the same second are the same.
    if (key === 'accessToken') return '<accessToken>';
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const kind = kindOf(value, key);
    if (kind === null) return value;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `<${kind} ${count}>`;
    this.know(name, value);
    return name;
  }
}

/** What kind of placeholder a text needs; null for one that is the same in every run. */
function kindOf(value: string, key: string): string | null {
  const named = parseGlobalId(value);
  if (named !== null) return named.type;
  if (/cursor|activityEnd/i.test(key)) return 'cursor';
  if (key === 'refreshToken' || key === 'secret') return key;
  if (/^[0-9a-f]{64}$/.test(value)) return 'hash';
  if (key === 'blockId') return 'block';
  // Of an event, or of a discussion.
  return key === 'id' ? 'id' : null;
}

/** A program of the document, and what it prints, by the word that follows `js` and `text` at their fences. */
export function programOf(
  markdown: string,
  name: string,
): { readonly source: string; readonly output: string } {
  const blockOf = (info: string) => new RegExp(`^\`{3}${info}\\n([^]*?)^\`{3}$`, 'm').exec(markdown)?.[1];
  const [source, output] = [blockOf(`js ${name}`), blockOf(`text output of the ${name}`)];
  if (source === undefined || output === undefined)
    throw new Error(`There is no ${name}, or no output of it.`);
  return { source, output };
}

/** Runs an example and returns its answer: of a subscription the first. */
export async function run(
  user: ApiUser,
  { source, variables, key }: Pick<Example, 'source' | 'variables' | 'key'>,
) {
  const document = parse(source);
  if (getOperationAST(document)?.operation === OperationTypeNode.SUBSCRIPTION)
    return firstOf(user, { source, variables });
  const headers = key === null ? {} : { 'idempotency-key': key };
  const { url, token } = user;
  const { data, errors } = await post({ url, token, headers }, source, variables);
  return {
    ...(errors === undefined
      ? {}
      : { errors: errors.map(({ message, extensions }) => ({ message, extensions })) }),
    ...(data === undefined ? {} : { data }),
  };
}

async function firstOf(user: ApiUser, { source, variables }: Pick<Example, 'source' | 'variables'>) {
  const client = createClient({
    url: `${user.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: user.token === undefined ? {} : { authorization: `Bearer ${user.token}` },
  });
  try {
    for await (const { data } of client.iterate({ query: source, variables })) return { data };
    throw new Error('The subscription ended without an answer.');
  } finally {
    await client.dispose();
  }
}
