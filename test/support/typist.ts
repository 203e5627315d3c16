import type * as Y from 'yjs';

/** Deterministic pseudo-random numbers in [0, 1): mulberry32, public domain, by Tommy Ettinger. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const words = [
  '클라우드',
  '보안',
  '인증제',
  '공공',
  '이용',
  '확대',
  '생태계',
  'SaaS',
  'cloud',
  ' ',
  ', ',
  '. ',
  '😀',
];

/**
 * Types into one text: inserts, deletes and moves at random places. `expected` is what the text must be as long as
 * nobody else writes in it.
 */
export class Typist {
  expected: string;
  readonly #text: Y.XmlText;
  readonly #random: () => number;

  constructor(text: Y.XmlText, seed: number) {
    this.#text = text;
    this.#random = seededRandom(seed);
    this.expected = text.toString() as string;
  }

  /** One act of typing, as one Yjs transaction. */
  type(): void {
    const act = this.#random();
    const length = this.expected.length;
    if (act < 0.7 || length < 10) this.#insert(this.#place(length), this.#word());
    else if (act < 0.9) this.#delete(this.#place(length - 4), 1 + Math.floor(this.#random() * 3));
    else this.#move();
  }

  #word(): string {
    return words[Math.floor(this.#random() * words.length)] ?? '';
  }

  /** A place in the text that doesn't split a surrogate pair. */
  #place(limit: number): number {
    const place = Math.floor(this.#random() * (limit + 1));
    return this.#splitsPair(place) ? place - 1 : place;
  }

  #splitsPair(place: number): boolean {
    const unit = this.expected.charCodeAt(place);
    return unit >= 0xdc00 && unit <= 0xdfff;
  }

  #insert(place: number, text: string): void {
    this.#text.insert(place, text);
    this.expected = this.expected.slice(0, place) + text + this.expected.slice(place);
  }

  #delete(place: number, count: number): void {
    const end = this.#splitsPair(place + count) ? place + count + 1 : place + count;
    this.#text.delete(place, end - place);
    this.expected = this.expected.slice(0, place) + this.expected.slice(end);
  }

  #move(): void {
    const from = this.#place(this.expected.length - 6);
    const to = this.#splitsPair(from + 4) ? from + 5 : from + 4;
    const moved = this.expected.slice(from, to);
    this.#text.doc?.transact(() => {
      this.#delete(from, to - from);
      this.#insert(this.#place(this.expected.length), moved);
    });
  }
}
