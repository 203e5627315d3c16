import { createHash } from 'node:crypto';

/** An Atom feed (RFC 4287). Texts are plain and may hold anything; links are relative to the server. */
export interface AtomFeed {
  /** An IRI that never changes. */
  readonly id: string;
  readonly title: string;
  readonly updated: Date;
  readonly author: string;
  /** Where the feed itself is. */
  readonly self: string;
  /** A page for people. */
  readonly alternate: string;
  readonly entries: readonly AtomEntry[];
}

export interface AtomEntry {
  readonly id: string;
  readonly title: string;
  readonly updated: Date;
  readonly content: string;
  readonly links: readonly { readonly rel: string; readonly type: string; readonly href: string }[];
}

/** What a document of XML 1.0 can't hold, not even escaped (section 2.2). */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A reader would make a line feed of it, and a space in an attribute.
  '\r': '&#13;',
};

/** Text as it stands in an element or attribute; what XML can't hold is shown by the replacement character. */
export function escapeXml(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"'\r]/g, (character) => escapes[character] ?? '');
}

/** The namespace of {@link nameBasedUrn}; chosen at random. */
const namespace = Buffer.from('6f1c0b0de2a64e0f8a5d3f5b7c9e4d21', 'hex');

/** `urn:uuid:` with the name-based UUID (version 5, RFC 9562) of a name: the same name gives the same one for ever. */
export function nameBasedUrn(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function link(rel: string, type: string, href: string): string {
  return `<link rel="${escapeXml(rel)}" type="${escapeXml(type)}" href="${escapeXml(href)}"/>`;
}

function entryElement(entry: AtomEntry): string {
  const lines = [
    element('id', entry.id),
    element('title', entry.title),
    element('updated', entry.updated.toISOString()),
    ...entry.links.map(({ rel, type, href }) => link(rel, type, href)),
    `<content type="text">${escapeXml(entry.content)}</content>`,
  ];
  return ['<entry>', ...lines.map((line) => `  ${line}`), '</entry>'].join('\n');
}

/** The feed's document. */
export function renderAtom(feed: AtomFeed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element('id', feed.id),
    element('title', feed.title),
    element('updated', feed.updated.toISOString()),
    `<author>${element('name', feed.author)}</author>`,
    link('self', 'application/atom+xml', feed.self),
    link('alternate', 'text/html', feed.alternate),
    ...feed.entries.map(entryElement),
    '</feed>',
    '',
  ].join('\n');
}
