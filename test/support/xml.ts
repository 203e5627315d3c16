/** An element of a document of XML. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

/** Characters that XML 1.0 allows (section 2.2). */
const allowed = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&([^;]*;?)/g, (whole, reference: string) => {
    const name = reference.endsWith(';') ? reference.slice(0, -1) : '';
    const code = /^#(\d+)$/.exec(name)?.[1];
    const found = code === undefined ? entities[name] : String.fromCodePoint(Number(code));
    if (found === undefined) throw new Error(`${whole} is no reference.`);
    return found;
  });
}

/**
 * Reads a document without comments, CDATA and processing instructions. Strict: throws for characters, references, tags
 * and attributes that aren't well-formed.
 */
export function parseXml(document: string): XmlElement {
  if (!allowed.test(document)) throw new Error('There is a character that XML does not allow.');
  const body = /^<\?xml version="1\.0" encoding="utf-8"\?>\n([^]*)$/.exec(document)?.[1];
  if (body === undefined) throw new Error('There is no declaration.');
  type Open = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string };
  const stack: Open[] = [{ name: '', attributes: {}, children: [], text: '' }];
  const top = () => stack[stack.length - 1] as Open;
  for (const [token] of body.matchAll(/<[^>]*>|[^<]+|</g)) {
    const tag = /^<(\/?)([a-z]+)((?: [a-z:]+="[^"<]*")*)(\/?)>$/.exec(token);
    if (tag === null) {
      if (token.startsWith('<') || token.includes(']]>')) throw new Error(`${token} is not well-formed.`);
      top().text += unescape(token);
      continue;
    }
    const [, closing, name = '', attributes = '', empty] = tag;
    if (closing === '/') {
      const closed = stack.pop();
      if (closed?.name !== name) throw new Error(`</${name}> closes something else.`);
      top().children.push(closed);
      continue;
    }
    const pairs = [...attributes.matchAll(/ ([a-z:]+)="([^"]*)"/g)];
    const element: Open = {
      name,
      attributes: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, unescape(value)])),
      children: [],
      text: '',
    };
    if (empty === '/') top().children.push(element);
    else stack.push(element);
  }
  const [root, ...others] = top().children;
  if (stack.length !== 1 || root === undefined || others.length > 0) throw new Error('It has not one root.');
  return root;
}

/** The children of this name. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the one child of this name. */
export function textOf(element: XmlElement, name: string): string {
  const [child, ...others] = childrenOf(element, name);
  if (child === undefined || others.length > 0) throw new Error(`It has not one ${name}.`);
  return child.text;
}
