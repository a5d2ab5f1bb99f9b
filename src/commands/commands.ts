import type { z } from 'zod';
import { readModel } from '../cube/model/repository.js';
import { rolesOf } from '../cube/model/roles.js';
import type { Accounts, Engines } from '../engines/engines.js';
import { asTenureError, TenureError } from '../errors/errors.js';
import type { CommandContext, CommandHandlers } from '../process/serve-commands.js';
import { etlRequestSchema, runEtlRequest } from './etl.js';
import { modelRequestSchema, runModelRequest } from './model.js';
import { runScoringRequest, scoringRequestSchema } from './scoring.js';
import { runTableRequest, tableRequestSchema } from './table.js';
import { runTariffRequest, tariffRequestSchema } from './tariff.js';
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

/** What is published stays published, whatever becomes of the scores after it; the next start makes up for them. */
async function scoredAfter(text: string, { scoring, log }: Engines, context: CommandContext): Promise<string> {
  const { onProgress, onSettled, signal } = context;
  const unscored = `${text}\nThe scores are still those from before; the next load or start makes new ones.`;
  onSettled?.(unscored);
  try {
    const scored = await scoring.afterLoad({
      signal,
      onProgress: (progress) => onProgress({ step: 'score', ...progress }),
    });
    return scored ? `${text}\n${scored.customers} customers scored for ${scored.month.slice(0, 7)}.` : text;
  } catch (error) {
    if (signal.aborted) return unscored;
    log.warn({ event: 'scores.failed', err: error });
    return `${unscored}\nWarning: the customers could not be scored: ${asTenureError(error).message}`;
  }
}

/** Commands that need the warehouse as well. */
export const ENGINE_COMMANDS = {
  etl: async (engines, args, context) => {
    const request = requested(etlRequestSchema, args);
    const text = await runEtlRequest(engines.etl, request, context);
    return request.action === 'run' || request.action === 'undo' ? scoredAfter(text, engines, context) : text;
  },
  tariff: (engines, args) => runTariffRequest(engines, requested(tariffRequestSchema, args)),
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
