import type { ContentMatch, NodeType } from 'prosemirror-model';
import { isAttributeValue } from './attributes.ts';
import { attributesOf, blockIdOf, childrenOf, isObject, listOf, typeOf } from './json.ts';
import type { ContentProblem, ContentProblemCode } from './problems.ts';
import { contentLimits, contentSchema, markAttributeRules, nodeAttributeRules } from './schema.ts';
import type { AttributeRule, AttributeRules } from './schema.ts';
import { isVisible, linkProblem, textProblem } from './text-rules.ts';

/** Where the check is: the path from the root and the nearest block that has an id. */
interface Place {
  readonly path: readonly number[];
  readonly blockId: string | null;
}

/** Cost of a node or a mark in {@link contentLimits}.size, beside its texts. */
const nodeSize = 40;

/** Walks a text once and gathers what doesn't fit the schema. Bounded in depth, nodes and problems. */
export class NodeCheck {
  readonly problems: ContentProblem[] = [];
  readonly #mostProblems: number;
  readonly #ids = new Set<string>();
  #nodes = 0;
  #size = 0;
  #visible = false;
  #stopped = false;

  constructor(mostProblems: number) {
    this.#mostProblems = mostProblems;
  }

  /** Checks a whole document. */
  document(content: unknown): void {
    const root: Place = { path: [], blockId: null };
    if (typeOf(content) !== 'doc') {
      this.#report('MALFORMED', root, 'The text must be a ProseMirror document, a node of the type "doc".');
      return;
    }
    if (!isObject(content) || content['content'] === undefined || listIsEmpty(content['content'])) {
      this.#report('EMPTY', root, 'The text is empty.');
      return;
    }
    this.#node(content, contentSchema.topNodeType, root);
    if (!this.#visible && !this.#stopped) {
      this.#report('EMPTY', root, 'The text is empty.');
    }
  }

  #report(code: ContentProblemCode, place: Place, message: string): void {
    if (this.#stopped) return;
    this.problems.push({
      code,
      blockId: place.blockId,
      path: ['content', ...place.path].join('/'),
      message,
    });
    if (this.problems.length >= this.#mostProblems) this.#stopped = true;
  }

  /** Counts towards the bounds; past them the walk ends. */
  #count(size: number, place: Place): void {
    this.#size += size;
    if (this.#size <= contentLimits.size && this.#nodes <= contentLimits.nodes) return;
    this.#report('TOO_LARGE', place, 'The text is too large for a version.');
    this.#stopped = true;
  }

  #node(node: unknown, type: NodeType, place: Place): void {
    this.#nodes += 1;
    this.#count(nodeSize, place);
    if (this.#stopped) return;
    if (place.path.length >= contentLimits.depth) {
      this.#report('TOO_DEEP', place, `The text is nested more than ${contentLimits.depth} levels deep.`);
      return;
    }
    this.#keys(node, place);
    this.#attributes(attributesOf(node), nodeAttributeRules(type.name) ?? {}, place);
    if (type.isText) this.#text(node, place);
    else this.#children(node, type, place);
    if (type.isInline) this.#marks(node, place);
  }

  #keys(node: unknown, place: Place): void {
    if (!isObject(node)) return;
    for (const key of ['content', 'marks'] as const) {
      if (node[key] !== undefined && !Array.isArray(node[key])) {
        this.#report('MALFORMED', place, `"${key}" must be a list.`);
      }
    }
    if (node['attrs'] !== undefined && node['attrs'] !== null && !isObject(node['attrs'])) {
      this.#report('MALFORMED', place, '"attrs" must be an object.');
    }
  }

  #text(node: unknown, place: Place): void {
    const text = isObject(node) ? node['text'] : undefined;
    if (typeof text !== 'string' || text === '') {
      this.#report('MALFORMED', place, 'A text node needs a text that is not empty.');
      return;
    }
    this.#count(text.length, place);
    const problem = textProblem(text);
    if (problem !== null) this.#report('FORBIDDEN_CHARACTER', place, problem);
    if (isVisible(text)) this.#visible = true;
  }

  #children(node: unknown, type: NodeType, place: Place): void {
    const children = childrenOf(node);
    // Undefined once a child doesn't fit: what follows can't be judged then.
    let match: ContentMatch | null = type.contentMatch;
    for (const [index, child] of children.entries()) {
      if (this.#stopped) return;
      const name = typeOf(child);
      const childPlace = { path: [...place.path, index], blockId: blockIdOf(child) ?? place.blockId };
      const childType = nodeAttributeRules(name) === undefined ? undefined : contentSchema.nodes[name];
      if (childType === undefined) {
        this.#unknownNode(child, name, childPlace);
        match = null;
        continue;
      }
      if (match !== null) {
        match = match.matchType(childType);
        if (match === null) {
          this.#report('WRONG_NESTING', childPlace, `A ${name} can't stand there in a ${type.name}.`);
        }
      }
      if (type.markSet !== null && this.#hasMarks(child)) {
        this.#report('MARK_NOT_ALLOWED', childPlace, `A ${type.name} holds text without marks only.`);
      }
      this.#node(child, childType, childPlace);
    }
    if (match !== null && !match.validEnd) {
      this.#report('INCOMPLETE_NODE', place, `A ${type.name} needs more content than it has.`);
    }
  }

  #unknownNode(child: unknown, name: string, place: Place): void {
    if (name === 'unreadable') {
      const reason = attributesOf(child)['reason'];
      const detail = typeof reason === 'string' ? `: ${reason}` : '';
      this.#report('UNREADABLE_NODE', place, `The draft holds something here that is no text${detail}.`);
    } else if (name === '') {
      this.#report('MALFORMED', place, 'A node needs a type.');
    } else {
      this.#report('UNKNOWN_NODE', place, `There is no node named ${JSON.stringify(name.slice(0, 100))}.`);
    }
  }

  #hasMarks(node: unknown): boolean {
    return isObject(node) && listOf(node['marks']).length > 0;
  }

  #marks(node: unknown, place: Place): void {
    const seen = new Set<string>();
    for (const mark of isObject(node) ? listOf(node['marks']) : []) {
      if (this.#stopped) return;
      this.#count(nodeSize, place);
      const name = typeOf(mark);
      const rules = markAttributeRules(name);
      if (rules === undefined) {
        this.#report('UNKNOWN_MARK', place, `There is no mark named ${JSON.stringify(name.slice(0, 100))}.`);
        continue;
      }
      if (seen.has(name)) this.#report('MARK_NOT_ALLOWED', place, `The mark ${name} stands there twice.`);
      seen.add(name);
      this.#attributes(attributesOf(mark), rules, place);
    }
  }

  /** An attribute that is null counts as absent. */
  #attributes(attributes: Readonly<Record<string, unknown>>, rules: AttributeRules, place: Place): void {
    for (const [name, value] of Object.entries(attributes)) {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (value === null || value === undefined) continue;
      if (rule === undefined) {
        const quoted = JSON.stringify(name.slice(0, 100));
        this.#report('UNKNOWN_ATTRIBUTE', place, `There is no attribute named ${quoted}.`);
      } else {
        this.#attribute(name, value, { rule, place });
      }
    }
    for (const [name, rule] of Object.entries(rules)) {
      if (rule.required !== true || (attributes[name] ?? null) !== null) continue;
      if (rule.kind === 'blockId') this.#report('MISSING_BLOCK_ID', place, 'The block has no id.');
      else this.#report('INVALID_ATTRIBUTE', place, `The attribute ${name} is missing.`);
    }
  }

  #attribute(name: string, value: unknown, at: { rule: AttributeRule; place: Place }): void {
    const { rule, place } = at;
    this.#count(typeof value === 'string' ? value.length : nodeSize, place);
    if (rule.kind === 'url') {
      const problem = typeof value === 'string' ? linkProblem(value) : 'A link needs an address.';
      if (problem !== null) this.#report('UNSAFE_LINK', place, problem);
    } else if (!isAttributeValue(value, rule)) {
      const message =
        rule.kind === 'blockId'
          ? `A block id is 1 to ${contentLimits.blockIdLength} visible ASCII characters.`
          : `The attribute ${name} has a value that is not allowed.`;
      this.#report(rule.kind === 'blockId' ? 'MISSING_BLOCK_ID' : 'INVALID_ATTRIBUTE', place, message);
    } else if (rule.kind === 'blockId') {
      if (this.#ids.has(value as string)) {
        this.#report('DUPLICATE_BLOCK_ID', place, `Another block has the id ${String(value)}.`);
      }
      this.#ids.add(value as string);
    }
  }
}

function listIsEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
