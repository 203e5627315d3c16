import fc from 'fast-check';

/** ProseMirror JSON, as tests build it. */
export interface TestNode {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[];
  readonly content?: readonly TestNode[];
}

/** A text; marks by name, or with attributes. */
export const text = (
  value: string,
  ...marks: (string | NonNullable<TestNode['marks']>[number])[]
): TestNode => ({
  type: 'text',
  text: value,
  ...(marks.length === 0
    ? {}
    : { marks: marks.map((mark) => (typeof mark === 'string' ? { type: mark } : mark)) }),
});

/** A node with an id and children; a string child is a text without marks. */
export const node = (
  type: string,
  attrs: Readonly<Record<string, unknown>>,
  ...children: (TestNode | string)[]
): TestNode => ({
  type,
  attrs,
  ...(children.length === 0
    ? {}
    : { content: children.map((child) => (typeof child === 'string' ? text(child) : child)) }),
});

export const paragraph = (id: string, ...children: (TestNode | string)[]): TestNode =>
  node('paragraph', { id }, ...children);

export const doc = (...content: TestNode[]): TestNode => ({ type: 'doc', content });

/** Signs that Markdown, HTML and Unicode treat specially, and ordinary ones. */
const signs = [
  ...'#*_`~[]()<>&|\\!-+=.:;"\'{}$@/^%?',
  ...'가나클라우드abAB019 \t\n',
  '\u1100\u1161',
  'é',
  'e\u0301',
  '😀',
  '1.',
  '    ',
  '&amp;',
  'https://example.org',
];

/** Texts of one or more characters. */
export const anyText = fc
  .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(''));

const markNames = ['bold', 'italic', 'underline', 'strike', 'code'] as const;

const anyInline: fc.Arbitrary<TestNode> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(anyText, fc.subarray([...markNames])).map(([value, marks]) => text(value, ...marks)),
  },
  {
    weight: 1,
    arbitrary: anyText.map((value) =>
      text(value, { type: 'link', attrs: { href: 'https://example.org/a' } }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<TestNode>({ type: 'hardBreak' }) },
);

const inlines = fc.array(anyInline, { maxLength: 5 });

const leafBlock: fc.Arbitrary<TestNode> = fc.oneof(
  inlines.map((children) => node('paragraph', {}, ...children)),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), inlines)
    .map(([level, children]) => node('heading', { level }, ...children)),
  anyText.map((value) => node('codeBlock', { language: 'ts' }, value)),
  fc.constant(node('horizontalRule', {})),
);

const { block } = fc.letrec<{ block: TestNode; item: TestNode }>((tie) => ({
  item: fc
    .tuple(inlines, fc.array(tie('block'), { maxLength: 1 }))
    .map(([children, more]) => node('listItem', {}, node('paragraph', {}, ...children), ...more)),
  block: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'block' },
    leafBlock,
    fc.array(tie('item'), { minLength: 1, maxLength: 3 }).map((items) => node('bulletList', {}, ...items)),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.array(tie('item'), { minLength: 1, maxLength: 3 }))
      .map(([start, items]) => node('orderedList', { start }, ...items)),
    fc.array(tie('block'), { minLength: 1, maxLength: 2 }).map((blocks) => node('blockquote', {}, ...blocks)),
    fc
      .array(fc.array(inlines, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 3 })
      .map((rows) =>
        node(
          'table',
          {},
          ...rows.map((cells) =>
            node(
              'tableRow',
              {},
              ...cells.map((cell) => node('tableCell', { colspan: 1 }, node('paragraph', {}, ...cell))),
            ),
          ),
        ),
      ),
  ),
}));

/** Documents that fit the schema, with block ids `b1`, `b2` … */
export const anyDocument: fc.Arbitrary<TestNode> = fc
  .array(block, { minLength: 1, maxLength: 5 })
  .map((blocks) => withIds(doc(paragraph('', '본문'), ...blocks)));

function withIds(root: TestNode): TestNode {
  let next = 0;
  const number = (from: TestNode): TestNode => {
    const content = from.content === undefined ? {} : { content: from.content.map(number) };
    if (from.attrs === undefined) return { ...from, ...content };
    next += 1;
    return { ...from, attrs: { ...from.attrs, id: `b${next}` }, ...content };
  };
  return number(root);
}
