import type { Persona } from './cast.ts';
import type { Row } from './table.ts';
import type { Answer, View } from './view.ts';

/** What the tables say of types and of fields with rules of their own, and what the comparison needs besides. */
export interface Rules {
  readonly types: ReadonlyMap<string, Row>;
  readonly fields: ReadonlyMap<string, Row>;
  /** Types that only hold others: connections, edges and their like. */
  readonly wrappers: ReadonlySet<string>;
  /** Types that are asked for by themselves: nodes and events. */
  readonly identified: ReadonlySet<string>;
  /** Whether a node or an event is for anybody, where the table says `published` of its type. */
  readonly isPublished: (object: Answer) => boolean;
  /** For a field of which the table says `published`: whether that is what may be shown in the place of `whole`. */
  readonly isPublishedValue: (field: string, object: Answer, shown: unknown) => boolean;
  /** Global id of the persona's member; null for nobody. */
  readonly ownId: (persona: Persona) => string | null;
}

interface Count {
  shown: number;
  hidden: number;
}

/** What a value is part of: the node or event that it was asked of. */
interface Place {
  readonly path: string;
  /** Whether that is for anybody; true of the roots. */
  readonly published: boolean;
}

type Cell = 'all' | 'published' | 'nothing' | 'own' | 'result';

/**
 * Compares what a persona is shown with the whole, which somebody who sees everything was shown. Whatever is missing, or
 * is something else, must be so by the tables; and whatever they hide must be missing.
 */
export class Comparison {
  readonly problems = new Set<string>();
  readonly #rules: Rules;
  readonly #persona: Persona;
  readonly #types = new Map<string, Count>();
  readonly #fields = new Map<string, Count>();

  constructor(rules: Rules, persona: Persona) {
    this.#rules = rules;
    this.#persona = persona;
  }

  /** What the tables say that isn't so; empty when all of it is. */
  static of(rules: Rules, persona: Persona, views: { readonly whole: View; readonly shown: View }): string[] {
    const comparison = new Comparison(rules, persona);
    comparison.#compare(views);
    return [...comparison.problems];
  }

  #compare({ whole, shown }: { readonly whole: View; readonly shown: View }): void {
    for (const [id, object] of whole.nodes) {
      if (object === null) throw new Error(`Who sees everything isn't shown ${id}.`);
      this.#object(object, shown.nodes.get(id) ?? null, this.#placeOf(object, `node ${id}`));
    }
    for (const [id, event] of whole.events)
      this.#object(event, shown.events.get(id) ?? null, this.#placeOf(event, `event ${id}`));
    this.#fieldsOf(whole.roots, shown.roots, { path: 'the roots', published: true });
    this.#checkCounts();
  }

  #placeOf(object: Answer, path: string): Place {
    const published = this.#cell(String(object['__typename'])) === 'all' || this.#rules.isPublished(object);
    return { path: `${String(object['__typename'])} (${path})`, published };
  }

  /** One object that the whole has; `shown` is null where it isn't there. */
  #object(whole: Answer, shown: Answer | null, place: Place): void {
    const type = String(whole['__typename']);
    const cell = this.#cell(type);
    const may = cell === 'all' || cell === 'own' || (cell === 'published' && place.published);
    this.#count(this.#types, type, shown !== null);
    if (shown === null) {
      if (may) this.problems.add(`${type} isn't shown at ${place.path}, and the table says ${cell}.`);
      this.#countBelow(whole, false);
      return;
    }
    if (!may) this.problems.add(`${type} is shown at ${place.path}, and the table says ${cell}.`);
    if (cell === 'own') this.#ownObject(type, shown);
    else this.#fieldsOf(whole, shown, place);
  }

  /** About whoever asks: it can't be compared with what is said to others. */
  #ownObject(type: string, shown: Answer): void {
    const { member } = shown;
    if (isObject(member) && member['id'] !== this.#rules.ownId(this.#persona))
      this.problems.add(`${type} is about somebody else.`);
    this.#countBelow(shown, true);
  }

  #fieldsOf(whole: Answer, shown: Answer, place: Place): void {
    for (const [name, value] of Object.entries(whole)) {
      const field = `${String(whole['__typename'])}.${name}`;
      const row = this.#rules.fields.get(field);
      const within = { ...place, path: `${place.path}.${name}` };
      if (row !== undefined) this.#ruled(field, { whole, shown, value: shown[name] }, row);
      else this.#value(value, shown[name], { place: within, field });
    }
  }

  /** A field with a rule of its own. */
  #ruled(
    field: string,
    { whole, shown, value }: { readonly whole: Answer; readonly shown: Answer; readonly value: unknown },
    row: Row,
  ): void {
    const name = field.split('.')[1] ?? '';
    const all = whole[name];
    const cell = row.cells[this.#persona];
    const isOwn = shown['id'] === this.#rules.ownId(this.#persona);
    const fits: Record<string, () => boolean> = {
      all: () => JSON.stringify(value) === JSON.stringify(all),
      nothing: () => isEmpty(value),
      // What is said to somebody of themselves can't be compared with what is said to others.
      asker: () => typeof value === 'boolean',
      own: () => (isOwn ? JSON.stringify(value) === JSON.stringify(all) : isEmpty(value)),
      published: () => this.#rules.isPublishedValue(field, whole, value),
    };
    if (fits[cell]?.() !== true)
      this.problems.add(`${field} is ${JSON.stringify(value)}, and the table says ${cell}.`);
    if (!isEmpty(all)) this.#count(this.#fields, field, JSON.stringify(value) === JSON.stringify(all));
  }

  #value(whole: unknown, shown: unknown, at: { readonly place: Place; readonly field: string }): void {
    const { place, field } = at;
    if (Array.isArray(whole)) this.#list(whole, Array.isArray(shown) ? shown : [], at);
    else if (isObject(whole)) this.#held(whole, isObject(shown) ? shown : null, place);
    else if (whole !== shown && !isCursorOfPage(field))
      this.problems.add(`${field} is ${JSON.stringify(shown)}, not what it is, and has no row of its own.`);
  }

  #list(
    whole: readonly unknown[],
    shown: readonly unknown[],
    at: { readonly place: Place; readonly field: string },
  ): void {
    const [first] = whole;
    if (!isObject(first) || first['__typename'] === undefined) {
      this.#value(JSON.stringify(whole), JSON.stringify(shown), at);
      return;
    }
    for (const [index, entry] of whole.entries()) {
      const key = keyOf(entry, index, whole.length === shown.length);
      const same = shown.find((other, place) => keyOf(other, place, whole.length === shown.length) === key);
      this.#held(entry as Answer, (same ?? null) as Answer | null, at.place);
    }
    if (shown.length > whole.length) this.problems.add(`${at.field} has entries that nobody else is shown.`);
  }

  /** An object in a field. What is a node was named only: whether it is shown was looked at by itself. */
  #held(whole: Answer, shown: Answer | null, place: Place): void {
    const type = whole['__typename'];
    if (typeof type !== 'string') {
      // JSON that the API doesn't look into.
      if (JSON.stringify(whole) !== JSON.stringify(shown)) this.problems.add(`${place.path} is another.`);
      return;
    }
    if (this.#rules.wrappers.has(type)) {
      if (shown !== null) this.#fieldsOf(whole, shown, place);
      else if (!this.#isHiddenEdge(whole)) this.problems.add(`${place.path} isn't shown.`);
      else this.#countBelow(whole, false);
      return;
    }
    const own = this.#rules.identified.has(type) ? this.#placeOf(whole, place.path) : place;
    this.#object(whole, shown, own);
  }

  /** An edge goes with its node. */
  #isHiddenEdge(whole: Answer): boolean {
    const { node } = whole;
    if (!isObject(node)) return false;
    const cell = this.#cell(String(node['__typename']));
    return cell === 'nothing' || (cell === 'published' && !this.#rules.isPublished(node));
  }

  /** What is below something that isn't shown isn't shown either. */
  #countBelow(object: Answer, shown: boolean): void {
    for (const value of Object.values(object)) {
      for (const entry of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (!isObject(entry)) continue;
        // What is a node was named only, and is looked at by itself.
        const type = String(entry['__typename']);
        if (!this.#rules.identified.has(type)) this.#count(this.#types, type, shown);
        this.#countBelow(entry, shown);
      }
    }
  }

  #count(counts: Map<string, Count>, name: string, shown: boolean): void {
    const count = counts.get(name) ?? { shown: 0, hidden: 0 };
    count[shown ? 'shown' : 'hidden'] += 1;
    counts.set(name, count);
  }

  /** That each row was put to the test: what is to be hidden was there, and what is to be shown as well. */
  #checkCounts(): void {
    for (const [type, row] of this.#rules.types) {
      const cell = row.cells[this.#persona];
      if (cell === 'result' || this.#rules.wrappers.has(type)) continue;
      const { shown, hidden } = this.#types.get(type) ?? { shown: 0, hidden: 0 };
      if (shown + hidden === 0) this.problems.add(`There is no ${type} that could be shown.`);
      if (cell === 'published' && (shown === 0 || hidden === 0))
        this.problems.add(`${type} is shown ${shown} times and hidden ${hidden} times.`);
      if (cell === 'all' && hidden > 0) this.problems.add(`${type} is hidden ${hidden} times.`);
    }
    for (const [field, row] of this.#rules.fields) {
      const { shown, hidden } = this.#fields.get(field) ?? { shown: 0, hidden: 0 };
      const cell = row.cells[this.#persona];
      const untested = shown + hidden === 0 || (cell === 'published' && hidden === 0);
      const [type = ''] = field.split('.');
      if (untested && this.#cell(type) !== 'nothing')
        this.problems.add(`${field}: there is nothing that would show whether it is ${cell}.`);
    }
  }

  #cell(type: string): Cell | undefined {
    return this.#rules.types.get(type)?.cells[this.#persona] as Cell | undefined;
  }
}

const isObject = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null, an empty list, or a connection without entries. */
function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Array.isArray(value['nodes']) && value['nodes'].length === 0;
}

/** Where a page ends depends on what is on it. */
const isCursorOfPage = (field: string) => field.startsWith('PageInfo.');

/** What makes two entries of a list the same: their id, that of their node, or when all are shown their place. */
function keyOf(entry: unknown, index: number, byPlace: boolean): string {
  if (!isObject(entry)) return String(index);
  const { id, node, cursor } = entry;
  if (typeof id === 'string') return id;
  if (isObject(node) && typeof node['id'] === 'string') return node['id'];
  if (typeof cursor === 'string') return cursor;
  return byPlace ? String(index) : JSON.stringify(entry);
}
