import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LIMITS, RIGHTS } from '../../src/access/roles.js';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { META_KEYS, META_KINDS } from '../../src/semantic/model/member-notes.js';

// The tables of docs/modelling.md are made from the checker (TENURE_GOLDEN=write makes them anew), so that the page and what
// the server takes cannot differ.
const PAGE = path.join(PROJECT_ROOT, 'docs', 'modelling.md');
const [FROM, TO] = ['<!-- made from the checker -->', '<!-- end -->'];

function made(): string {
  return META_KINDS.map((kind) => {
    const keys = Object.entries(META_KEYS).filter(([, { on }]) => on.some((one) => one === kind));
    const rows = keys.flatMap(([name, { says, example }]) => [
      `### \`${name}\``,
      '',
      says,
      '',
      '```yaml',
      example,
      '```',
      '',
    ]);
    return [`## Keys of a ${kind}`, '', ...rows].join('\n');
  })
    .join('\n')
    .trim();
}

it('the page on modelling has every key with its example, as the checker knows them', () => {
  const text = readFileSync(PAGE, 'utf8');
  const [start, end] = [text.indexOf(FROM) + FROM.length, text.indexOf(TO)];
  const now = `${text.slice(0, start)}\n\n${made()}\n\n${text.slice(end)}`;
  if (process.env.TENURE_GOLDEN === 'write') writeFileSync(PAGE, now);
  expect(readFileSync(PAGE, 'utf8')).toBe(now);
});

it('the page names every right and every claim that may limit a role', () => {
  const text = readFileSync(PAGE, 'utf8');
  for (const name of [...RIGHTS, ...LIMITS]) expect(text, name).toContain(`\`${name}\``);
});
