import { describe, expect, it } from 'vitest';
import { SingleFlight } from './single-flight.js';

/** Work that ends when told to, and knows whether it was stopped. */
function controlled() {
  let finish: (value: string) => void = () => {};
  let runs = 0;
  let stopped = false;
  const work = (signal: AbortSignal) => {
    runs++;
    signal.addEventListener('abort', () => {
      stopped = true;
    });
    return new Promise<string>((resolve, reject) => {
      finish = resolve;
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
  return { work, finish: (value: string) => finish(value), runs: () => runs, stopped: () => stopped };
}

describe('single flight', () => {
  it('runs the same work once for all who ask at the same time', async () => {
    const flights = new SingleFlight<string>();
    const { work, finish, runs } = controlled();
    const asked = Array.from({ length: 5 }, () => flights.run('key', work, new AbortController().signal));
    finish('answer');
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 5 }, () => 'answer'));
    expect(runs()).toBe(1);
  });

  it('one who goes does not stop the others; the last one does', async () => {
    const flights = new SingleFlight<string>();
    const { work, stopped } = controlled();
    const [first, second] = [new AbortController(), new AbortController()];
    const answers = [flights.run('key', work, first.signal), flights.run('key', work, second.signal)];
    first.abort(new Error('gone'));
    await expect(answers[0]).rejects.toThrow('gone');
    expect(stopped()).toBe(false);
    second.abort(new Error('gone too'));
    await expect(answers[1]).rejects.toThrow('gone too');
    expect(stopped()).toBe(true);
  });

  it('whoever comes after a stop starts anew', async () => {
    const flights = new SingleFlight<string>();
    const { work, finish, runs } = controlled();
    const first = new AbortController();
    const gone = flights.run('key', work, first.signal);
    first.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    const again = flights.run('key', work);
    finish('later');
    expect(await again).toBe('later');
    expect(runs()).toBe(2);
  });

  it('an error reaches all who asked, and is not kept', async () => {
    const flights = new SingleFlight<string>();
    const failing = () => Promise.reject(new Error('broken'));
    await expect(Promise.all([flights.run('key', failing), flights.run('key', failing)])).rejects.toThrow('broken');
    expect(await flights.run('key', async () => 'fine')).toBe('fine');
  });
});
