import { LRUCache } from 'lru-cache';
import type { EngineAnswer } from './execute.js';

export interface KeptAnswer {
  readonly engine: EngineAnswer;
  readonly layer: string;
}

/** Answers of the current snapshot, by plan and values. Whatever is published empties it; nothing else does. */
export class ResultCache {
  private readonly answers: LRUCache<string, KeptAnswer>;
  private snapshot: string | undefined;

  constructor(cells = 4_000_000) {
    this.answers = new LRUCache({
      maxSize: cells,
      maxEntrySize: Math.ceil(cells / 20),
      sizeCalculation: ({ engine }) => 10 + engine.rows.length * Math.max(1, engine.columns.length),
    });
  }

  get(key: string, snapshot: string): KeptAnswer | undefined {
    return snapshot === this.snapshot ? this.answers.get(key) : undefined;
  }

  set(key: string, snapshot: string, answer: KeptAnswer): void {
    if (snapshot !== this.snapshot) {
      this.answers.clear();
      this.snapshot = snapshot;
    }
    this.answers.set(key, answer);
  }
}
