import type { z } from 'zod';
import { readModel } from '../cube/model/repository.js';
import { rolesOf } from '../cube/model/roles.js';
import type { Accounts, Engines } from '../engines/engines.js';
import { TenureError } from '../errors/errors.js';
import type { CommandContext, CommandHandlers } from '../process/serve-commands.js';
import { etlRequestSchema, runEtlRequest } from './etl.js';
import { modelRequestSchema, runModelRequest } from './model.js';
import { runScoringRequest, scoringRequestSchema } from './scoring.js';
import { runTableRequest, tableRequestSchema } from './table.js';
import { runTokenRequest, tokenRequestSchema } from './token.js';
import { runUserRequest, userRequestSchema } from './user.js';

/** What a command was given, or BAD_REQUEST with the option that is wrong. */
function requested<T>(schema: z.ZodType<T>, args: unknown): T {
  const { data, error } = schema.safeParse(args);
  if (!error) return data;
  const wrong = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `--${path.join('.')}: ${message}`,
  );
  throw new TenureError('BAD_REQUEST', wrong.join('\n'), { hint: 'Add --help to see how it is used.' });
}

type Handler<Parts> = (parts: Parts, args: unknown, context: CommandContext) => Promise<string>;

/** Commands that the application store is enough for. */
export const ACCOUNT_COMMANDS = {
  user: ({ users, config }, args) =>
    runUserRequest(users, requested(userRequestSchema, args), async () => rolesOf(await readModel(config.modelDir))),
  token: ({ users, tokens }, args) => runTokenRequest(users, tokens, requested(tokenRequestSchema, args)),
} satisfies Record<string, Handler<Accounts>>;

/** Commands that need the warehouse as well. */
export const ENGINE_COMMANDS = {
  etl: async ({ etl, scoring }, args, context) => {
    const request = requested(etlRequestSchema, args);
    const text = await runEtlRequest(etl, request, context);
    if (request.action !== 'run' && request.action !== 'undo') return text;
    const { onProgress, signal } = context;
    const scored = await scoring.afterLoad({
      signal,
      onProgress: (progress) => onProgress({ step: 'score', ...progress }),
    });
    return scored ? `${text}\n${scored.customers} customers scored for ${scored.month.slice(0, 7)}.` : text;
  },
  table: ({ etl }, args) => runTableRequest(etl, requested(tableRequestSchema, args)),
  model: ({ warehouse, store, gate, log, config }, args, { signal }) =>
    runModelRequest(
      { warehouse, store, gate, log, timeZone: config.timeZone },
      requested(modelRequestSchema, args),
      signal,
    ),
  scoring: ({ scoring }, args, context) => runScoringRequest(scoring, requested(scoringRequestSchema, args), context),
} satisfies Record<string, Handler<Engines>>;

/** The same commands as a running server offers them to `tenure …` of another process. */
export function commandHandlers(engines: Engines): CommandHandlers {
  const all: Record<string, Handler<Engines>> = { ...ACCOUNT_COMMANDS, ...ENGINE_COMMANDS };
  return Object.fromEntries(
    Object.entries(all).map(([name, handler]) => [name, (args, context) => handler(engines, args, context)]),
  );
}
