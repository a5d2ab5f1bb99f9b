import { LRUCache } from 'lru-cache';

/** How old what is remembered of users and sessions may be, at most; changes that are heard of count at once. */
export const REMEMBERED_MS = 5_000;
const MOST = 10_000;

/**
 * Reads that are shared: whoever asks for the same key while it is read, or within five seconds of the read's begin, gets that
 * one answer. So a crowd of requests of one user is one question to the store. Failures are not remembered.
 */
export class Remembered<V> {
  readonly #kept = new LRUCache<string, { readonly value: Promise<V>; readonly until: number }>({ max: MOST });

  constructor(
    private readonly read: (key: string) => Promise<V>,
    private readonly clock: () => number = Date.now,
  ) {}

  get(key: string): Promise<V> {
    const known = this.#kept.get(key);
    if (known && this.clock() < known.until) return known.value;
    const entry = { value: this.read(key), until: this.clock() + REMEMBERED_MS };
    this.#kept.set(key, entry);
    entry.value.catch(() => {
      if (this.#kept.peek(key) === entry) this.#kept.delete(key);
    });
    return entry.value;
  }

  /** Nothing read before, or being read now, is given to anybody who asks from now on. */
  forget(): void {
    this.#kept.clear();
  }
}
