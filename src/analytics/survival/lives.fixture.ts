import { seededRandom } from '../random.js';

/**
 * 160 made-up lives with ties, late entry, two causes and three groups: made here, so that figures of R on them may stand
 * in the tests without R's own data sets, which come under another licence.
 */
export interface MadeUpLives {
  readonly entry: number[];
  readonly time: number[];
  readonly cause: number[];
  readonly x: number[];
  readonly z: number[];
  readonly group: number[];
}

export function madeUpLives(): MadeUpLives {
  const random = seededRandom(2024);
  const lives: MadeUpLives = { entry: [], time: [], cause: [], x: [], z: [], group: [] };
  for (let row = 0; row < 160; row++) {
    const x = Math.round(random() * 100) / 10;
    const z = random() < 0.4 ? 1 : 0;
    const group = Math.floor(3 * random());
    const hazard = 0.03 * Math.exp(0.12 * x - 0.7 * z + 0.3 * group);
    const entry = Math.floor(6 * random());
    const life = Math.ceil(-Math.log(1 - random()) / hazard);
    const watched = 5 + Math.floor(36 * random());
    lives.entry.push(entry);
    lives.time.push(entry + Math.min(life, watched));
    lives.cause.push(life > watched ? 0 : random() < 0.35 + 0.1 * group ? 1 : 2);
    lives.x.push(x);
    lives.z.push(z);
    lives.group.push(group);
  }
  return lives;
}
