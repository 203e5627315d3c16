/** A field of a selection. */
export interface OutlinedField {
  readonly name: string;
  /** Under which its data comes. */
  readonly responseName: string;
}

/** A field that an operation selects first of all. */
export interface RootField extends OutlinedField {
  /** The tokens between its parentheses. */
  readonly parameters: readonly string[];
  /** What is selected of it, also through fragments; what is further down isn't looked at. */
  readonly fields: readonly OutlinedField[];
}

/** What a document is, as far as a client has to know. */
export interface DocumentOutline {
  /** Of each operation, in order. */
  readonly kinds: readonly OperationKind[];
  /** Of all operations, also through fragments. */
  readonly rootFields: readonly RootField[];
}

export type OperationKind = 'query' | 'mutation' | 'subscription';

/** A selection: a field, or what stands in the place of others. */
type Selection = FieldSelection | { readonly fragment: string } | { readonly inline: readonly Selection[] };

interface FieldSelection extends OutlinedField {
  readonly parameters: readonly string[];
  readonly selections: readonly Selection[];
}

/**
 * The tokens of GraphQL: texts, then comments, which are left out with the white space and the commas, then the spread,
 * names with the dollar of a variable, numbers, and signs.
 */
const token = /"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n\r])*"|#[^\n\r]*|\.\.\.|\$?\w+|[^\s,\uFEFF]/g;

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Reads the outline of a document. What isn't GraphQL has some outline or other, and the server refuses it: a parser would
 * make a browser's bundle a good deal larger.
 */
export function outlineOf(text: string): DocumentOutline {
  const reader = new Reader((text.match(token) ?? []).filter((found) => !found.startsWith('#')));
  const kinds: OperationKind[] = [];
  const selected: Selection[] = [];
  const fragments = new Map<string, readonly Selection[]>();
  while (!reader.ended) {
    const word = reader.peek() === '{' ? 'query' : reader.take();
    // A description of what follows.
    if (word.startsWith('"')) continue;
    const name = reader.peek();
    reader.skipTo('{');
    const selections = reader.selections();
    if (word === 'fragment') {
      fragments.set(name, selections);
    } else if (word === 'query' || word === 'mutation' || word === 'subscription') {
      kinds.push(word);
      selected.push(...selections);
    }
  }
  const rootFields = fieldsOf(selected, fragments).map(({ selections, ...field }) => ({
    ...field,
    fields: fieldsOf(selections, fragments).map(({ name, responseName }) => ({ name, responseName })),
  }));
  return { kinds, rootFields };
}

/** Each fragment counts once, however often it is spread, also in itself. */
function fieldsOf(
  selections: readonly Selection[],
  fragments: ReadonlyMap<string, readonly Selection[]>,
): FieldSelection[] {
  const unspread = new Map(fragments);
  const fieldsIn = (among: readonly Selection[]): FieldSelection[] =>
    among.flatMap((selection) => {
      if ('name' in selection) return [selection];
      if ('inline' in selection) return fieldsIn(selection.inline);
      const spread = unspread.get(selection.fragment) ?? [];
      unspread.delete(selection.fragment);
      return fieldsIn(spread);
    });
  return fieldsIn(selections);
}

/** Goes through tokens, to their end at the latest. */
class Reader {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get ended(): boolean {
    return this.#position >= this.#tokens.length;
  }

  /** The token that comes next; empty at the end. */
  peek(): string {
    return this.#tokens[this.#position] ?? '';
  }

  take(): string {
    const taken = this.peek();
    this.#position += 1;
    return taken;
  }

  /** Up to `sign`, which isn't looked for between parentheses: there are objects. */
  skipTo(sign: string): void {
    while (!this.ended && this.peek() !== sign) this.#skip();
  }

  /** A selection set, when one comes next; nothing else is taken. */
  selections(): Selection[] {
    const selections: Selection[] = [];
    if (this.peek() !== '{') return selections;
    this.take();
    while (!this.ended && this.peek() !== '}') selections.push(this.#selection());
    this.take();
    return selections;
  }

  #selection(): Selection {
    if (this.peek() === '...') return this.#spread();
    const responseName = this.take();
    let name = responseName;
    if (this.peek() === ':') {
      this.take();
      name = this.take();
    }
    const parameters = this.peek() === '(' ? this.#skip() : [];
    this.#directives();
    return { name, responseName, parameters, selections: this.selections() };
  }

  #spread(): Selection {
    this.take();
    const inline = this.peek() === 'on' || this.peek() === '@' || this.peek() === '{';
    if (!inline) {
      const fragment = this.take();
      this.#directives();
      return { fragment };
    }
    if (this.peek() === 'on') {
      this.take();
      this.take();
    }
    this.#directives();
    return { inline: this.selections() };
  }

  #directives(): void {
    while (this.peek() === '@') {
      this.take();
      this.take();
      if (this.peek() === '(') this.#skip();
    }
  }

  /** One token, or all up to the end of the brackets that it opens; returns what is between them. */
  #skip(): readonly string[] {
    const start = this.#position + 1;
    const open: string[] = [];
    do {
      const found = this.take();
      const end = closing[found];
      if (end !== undefined) open.push(end);
      else if (found === open.at(-1)) open.pop();
    } while (open.length > 0 && !this.ended);
    return this.#tokens.slice(start, this.#position - 1);
  }
}
