interface Reader<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** What was put in and not yet taken out, in order; readers wait for what comes. */
export class Mailbox<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  readonly #readers: Reader<T>[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #onEmpty: () => void = () => undefined;

  /** `capacity`: when so many are in it, the oldest one gives way to the next. */
  constructor(capacity = Infinity) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  put(item: T): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) reader.resolve({ done: false, value: item });
    else if (this.#items.push(item) > this.#capacity) this.#items.shift();
  }

  /** The next item, when there is one; the end, or once what it was ended with, when there won't be any. */
  take(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const reader: Reader<T> = { resolve, reject };
      if (this.#items.length > 0) resolve({ done: false, value: this.#items.shift() as T });
      else if (this.#ended) this.#tellEnd(reader);
      else this.#readers.push(reader);
      if (this.#items.length === 0) this.#onEmpty();
    });
  }

  /** Resolves once everything has been taken out, or it has ended. */
  empty(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended || this.#items.length === 0) resolve();
      else this.#onEmpty = resolve;
    });
  }

  /** Nothing more comes. What is in it can still be taken out, and then comes the failure; unless they are `discarded`. */
  end({
    failure,
    discarded = false,
  }: { failure?: { readonly error: unknown }; discarded?: boolean } = {}): void {
    if (discarded) {
      this.#items.length = 0;
      this.#failure = null;
    }
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure ?? null;
    this.#onEmpty();
    for (const reader of this.#readers.splice(0)) this.#tellEnd(reader);
  }

  #tellEnd(reader: Reader<T>): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure === null) reader.resolve({ done: true, value: undefined });
    else reader.reject(failure.error);
  }
}
