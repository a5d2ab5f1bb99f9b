import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

function held() {
  let release: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { work: () => gate, release: () => release() };
}

describe('fair queue', () => {
  it('lets users take turns, whoever asked more', async () => {
    const queue = new FairQueue({ running: 1, runningPerUser: 1, waiting: 100, waitingPerUser: 100 });
    const first = held();
    const order: string[] = [];
    const busy = queue.run('a', first.work);
    const note = (name: string) => async () => {
      order.push(name);
    };
    const all = [
      queue.run('a', note('a1')),
      queue.run('a', note('a2')),
      queue.run('a', note('a3')),
      queue.run('b', note('b1')),
      queue.run('c', note('c1')),
    ];
    first.release();
    await Promise.all([busy, ...all]);
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  });

  it('leaves room for others below the cap per user', async () => {
    const queue = new FairQueue({ running: 3, runningPerUser: 2, waiting: 10, waitingPerUser: 10 });
    const blocked = held();
    const many = [1, 2, 3].map(() => queue.run('a', blocked.work));
    let answered = false;
    await queue.run('b', async () => {
      answered = true;
    });
    expect(answered).toBe(true);
    blocked.release();
    await Promise.all(many);
  });

  it('says who asks too much, and when everybody does', async () => {
    const queue = new FairQueue({ running: 1, runningPerUser: 1, waiting: 3, waitingPerUser: 2 });
    const blocked = held();
    const running = queue.run('a', blocked.work);
    const waiting = [queue.run('a', async () => {}), queue.run('a', async () => {}), queue.run('b', async () => {})];
    await expect(queue.run('a', async () => {})).rejects.toMatchObject({ kind: 'TOO_MANY' });
    await expect(queue.run('c', async () => {})).rejects.toMatchObject({ kind: 'OVERLOADED', retryable: true });
    blocked.release();
    await Promise.all([running, ...waiting]);
  });

  it('one who gives up waiting makes room and never runs', async () => {
    const queue = new FairQueue({ running: 1, runningPerUser: 1, waiting: 1, waitingPerUser: 1 });
    const blocked = held();
    const running = queue.run('a', blocked.work);
    const leaving = new AbortController();
    let ran = false;
    const waiting = queue.run(
      'b',
      async () => {
        ran = true;
      },
      leaving.signal,
    );
    leaving.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const next = queue.run('b', async () => 'mine');
    blocked.release();
    expect(await next).toBe('mine');
    await running;
    await tick();
    expect(ran).toBe(false);
  });

  it('an error frees the place', async () => {
    const queue = new FairQueue({ running: 1, runningPerUser: 1, waiting: 1, waitingPerUser: 1 });
    await expect(queue.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await queue.run('a', async () => 'fine')).toBe('fine');
  });
});
