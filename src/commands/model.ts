import { z } from 'zod';
import { PROJECT_ROOT } from '../config/config.js';
import { compileModel } from '../cube/model/compile.js';
import type { Engines } from '../engines/engines.js';
import { compareModels, type ModelDifferences } from '../semantic/compare-models.js';
import { createSemantic, type SemanticOptions } from '../semantic/create.js';
import { readChecked } from '../semantic/model/read-checked.js';

/** What `tenure model diff` asks of whoever holds the engines; the directories are absolute. */
export const modelRequestSchema = z.object({
  action: z.literal('diff'),
  before: z.string(),
  after: z.string(),
  json: z.boolean(),
});
export type ModelRequest = z.infer<typeof modelRequestSchema>;

/** The project's own model. */
export const OWN_MODEL = `${PROJECT_ROOT}/model`;

/** Says what the files of a model directory are, or throws MODEL with all that is wrong. Opens no engine. */
export async function checkModelDirectory(directory: string): Promise<string> {
  const { files, warnings } = await readChecked(directory, { warn: () => undefined });
  await compileModel(directory, files);
  const cubes = files.flatMap(({ content }) => content.cubes ?? []);
  const views = files.flatMap(({ content }) => content.views ?? []);
  return [
    ...warnings.map((warning) => `warning: ${warning}`),
    `${files.length} files, ${cubes.length} cubes, ${views.length} views: no problem found.`,
  ].join('\n');
}

type Parts = Pick<Engines, 'warehouse' | 'store' | 'gate'> &
  Pick<SemanticOptions, 'log'> & { readonly timeZone: string };

/** Asks both models the same questions over the same snapshot. Returns what to print. */
export async function runModelRequest(parts: Parts, request: ModelRequest, signal?: AbortSignal): Promise<string> {
  const open = (modelDir: string) => createSemantic({ ...parts, config: { modelDir, timeZone: parts.timeZone } });
  const before = await open(request.before);
  try {
    const after = await open(request.after);
    try {
      const differences = await compareModels(before, after, signal);
      return request.json ? JSON.stringify(differences, null, 2) : describe(differences);
    } finally {
      await after.close();
    }
  } finally {
    await before.close();
  }
}

function describe({ asked, members, figures, rights }: ModelDifferences): string {
  const lines = [
    ...members.map(({ view, member, only }) => `${only === 'before' ? '-' : '+'} ${view}.${member}`),
    ...figures.map(({ view, measure, before, after }) => `≠ ${view}.${measure}: ${before} → ${after}`),
    ...rights.map(({ role, view, member, before, after }) => `! ${role}: ${view}.${member}: ${before} → ${after}`),
  ];
  return [...lines, `${asked} measures asked of both models; ${lines.length} differences.`].join('\n');
}
