import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { MarkdownParser, type ParseSpec } from 'prosemirror-markdown';
import type { Node } from 'prosemirror-model';
import { fitToSchema } from './fit.ts';
import type { Json } from './json.ts';
import { contentSchema } from './schema.ts';

/**
 * Reads Markdown (CommonMark with GitHub's tables and strike-through, and those HTML tags that `toMarkdown` writes for
 * marks and line breaks) as ProseMirror JSON that fits the schema. Other HTML is taken as the text that it is, an image
 * as a link to it, headings below the fourth level as of the fourth. Every block gets an id from `newId`. The text of
 * `content` that `toMarkdown` wrote comes back with the same structure. Doesn't throw.
 */
export function fromMarkdown(markdown: string, newId: () => string): Json {
  const parsed: unknown = parser.parse(markdown.replaceAll('\0', '\uFFFD')).toJSON();
  return withIds(fitToSchema(parsed), newId);
}

/** Tags, with the token type that markdown-it has for the same. */
const tagTokens: Readonly<Record<string, string>> = {
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  del: 's',
  s: 's',
  ins: 'ins',
  u: 'ins',
};

const tokens: Record<string, ParseSpec> = {
  paragraph: { block: 'paragraph' },
  heading: {
    block: 'heading',
    getAttrs: (token) => ({ level: Math.min(4, Number(token.tag.slice(1))) }),
  },
  bullet_list: { block: 'bulletList' },
  ordered_list: {
    block: 'orderedList',
    getAttrs: (token) => ({ start: Math.min(999_999, Number(token.attrGet('start') ?? 1)) }),
  },
  list_item: { block: 'listItem' },
  blockquote: { block: 'blockquote' },
  fence: {
    block: 'codeBlock',
    noCloseToken: true,
    getAttrs: (token) => ({ language: token.info.trim() === '' ? null : token.info.trim() }),
  },
  code_block: { block: 'codeBlock', noCloseToken: true },
  hr: { node: 'horizontalRule' },
  table: { block: 'table' },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: 'tableRow' },
  th: { block: 'tableHeader' },
  td: { block: 'tableCell' },
  hardbreak: { node: 'hardBreak' },
  link: {
    mark: 'link',
    getAttrs: (token) => ({ href: token.attrGet('href'), title: token.attrGet('title') }),
  },
  strong: { mark: 'bold' },
  em: { mark: 'italic' },
  s: { mark: 'strike' },
  ins: { mark: 'underline' },
  code_inline: { mark: 'code', noCloseToken: true },
};

const parser = new MarkdownParser(contentSchema, createMarkdownIt(), tokens);

/** The library's parser, with what our schema hasn't brought to what it has. */
function createMarkdownIt(): MarkdownIt {
  const markdownIt = new MarkdownIt({ html: true });
  markdownIt.core.ruler.push('fit-to-schema', (state) => {
    state.tokens = withoutEmptyHeaders(state.tokens).flatMap(blockTokens);
  });
  return markdownIt;

  function blockTokens(token: Token): Token[] {
    switch (token.type) {
      case 'inline':
        token.children = (token.children ?? []).flatMap(inlineTokens);
        return [token];
      case 'html_block':
        return [
          create('paragraph_open', 1),
          Object.assign(create('inline', 0), { children: [text(token.content.trimEnd())] }),
          create('paragraph_close', -1),
        ];
      // Cells hold blocks.
      case 'th_open':
      case 'td_open':
        return [token, create('paragraph_open', 1)];
      case 'th_close':
      case 'td_close':
        return [create('paragraph_close', -1), token];
      default:
        return [token];
    }
  }

  function inlineTokens(token: Token): Token[] {
    if (token.type === 'softbreak') return [text(' ')];
    if (token.type === 'image') {
      const link = create('link_open', 1);
      link.attrs = [['href', token.attrGet('src') ?? '']];
      return [link, text(token.content || (token.attrGet('src') ?? '')), create('link_close', -1)];
    }
    if (token.type !== 'html_inline') return [token];
    const [, slash, name = ''] = /^<(\/?)([a-z]+)\s*\/?>$/i.exec(token.content) ?? [];
    if (name.toLowerCase() === 'br') return [create('hardbreak', 0)];
    const mark = tagTokens[name.toLowerCase()];
    if (mark === undefined) return [text(token.content)];
    return [slash === '/' ? create(`${mark}_close`, -1) : create(`${mark}_open`, 1)];
  }

  function create(type: string, nesting: -1 | 0 | 1): Token {
    return new TokenClass(type, '', nesting);
  }

  function text(content: string): Token {
    return Object.assign(create('text', 0), { content });
  }
}

const TokenClass = new MarkdownIt().core.State.prototype.Token as new (
  type: string,
  tag: string,
  nesting: -1 | 0 | 1,
) => Token;

/** A table must have a header in Markdown; an empty one stands for none, unless the table has nothing else. */
function withoutEmptyHeaders(all: readonly Token[]): Token[] {
  const kept: Token[] = [];
  /** Where the header that is open begins in `kept`. */
  let header: number | null = null;
  for (const [index, token] of all.entries()) {
    if (token.type === 'thead_open') header = kept.length;
    if (token.type === 'inline' && token.content !== '') header = null;
    kept.push(token);
    if (token.type === 'thead_close' && header !== null && all[index + 1]?.type === 'tbody_open')
      kept.length = header;
  }
  return kept;
}

/** JSON in the form of `readContent`, each block with an id of its own. */
function withIds(node: Node, newId: () => string): Json {
  if (node.isText) {
    const marks = node.marks.map((mark) => ({ type: mark.type.name, ...attributes(mark.attrs) }));
    return { type: 'text', text: node.text ?? '', ...(marks.length === 0 ? {} : { marks }) };
  }
  const isBlock = node.isBlock && node.type !== contentSchema.topNodeType;
  const content = node.children.map((child) => withIds(child, newId));
  return {
    type: node.type.name,
    ...attributes({ ...(isBlock ? { id: newId() } : {}), ...withoutId(node.attrs) }),
    ...(content.length === 0 ? {} : { content }),
  };
}

function withoutId(attrs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attrs).filter(([name]) => name !== 'id'));
}

function attributes(attrs: Readonly<Record<string, unknown>>): { attrs?: Record<string, Json> } {
  const set = Object.entries(attrs).filter(([, value]) => value !== null && value !== undefined);
  return set.length === 0 ? {} : { attrs: Object.fromEntries(set) as Record<string, Json> };
}
