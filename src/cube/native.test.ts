import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

const { NativeInstance, redactSqlLiterals, registerInterface } = createRequire(import.meta.url)(
  '@cubejs-backend/native',
) as typeof import('./native/index.cjs');

describe('what is not there', () => {
  it('says so instead of pretending', async () => {
    await expect(registerInterface()).rejects.toThrow(/native addon/);
  });

  it('passes YAML with closing braces through, and refuses a real template by file and line', async () => {
    const engine = new NativeInstance().newJinjaEngine();
    engine.loadTemplate('cubes/a.yml', 'meta: {a: {b: 1}}\n');
    engine.loadTemplate('cubes/b.yml', 'cubes:\n{% for x in y %}\n');
    await expect(engine.renderTemplate('cubes/a.yml')).resolves.toBe('meta: {a: {b: 1}}\n');
    await expect(engine.renderTemplate('cubes/b.yml')).rejects.toThrow(/cubes\/b\.yml:2/);
  });

  it('redacts literals', () => {
    expect(redactSqlLiterals("select * from t where name = 'O''Hara' and x > 12.5")).toBe(
      "select * from t where name = '?' and x > 0",
    );
  });
});
