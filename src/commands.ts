import { etlRequestSchema, runEtlRequest } from './cli/etl.js';
import { runScoringRequest, scoringRequestSchema } from './cli/score.js';
import { runTokenRequest, tokenRequestSchema } from './cli/token.js';
import { runUserRequest, userRequestSchema } from './cli/user.js';
import type { Accounts, Engines } from './engines.js';
import type { CommandContext, CommandHandlers } from './process/serve-commands.js';

type Handler<Parts> = (parts: Parts, args: unknown, context: CommandContext) => Promise<string>;

/** Commands that the application store is enough for. */
export const ACCOUNT_COMMANDS = {
  user: ({ users }, args) => runUserRequest(users, userRequestSchema.parse(args)),
  token: ({ users, tokens }, args) => runTokenRequest(users, tokens, tokenRequestSchema.parse(args)),
} satisfies Record<string, Handler<Accounts>>;

/** Commands that need the warehouse as well. */
export const ENGINE_COMMANDS = {
  etl: async ({ etl, scoring }, args, context) => {
    const request = etlRequestSchema.parse(args);
    const text = await runEtlRequest(etl, request, context);
    if (request.action !== 'run') return text;
    const { onProgress, signal } = context;
    const scored = await scoring.afterLoad({
      signal,
      onProgress: (progress) => onProgress({ step: 'score', ...progress }),
    });
    return scored ? `${text}\n${scored.customers} customers scored for ${scored.month.slice(0, 7)}.` : text;
  },
  scoring: ({ scoring }, args, context) => runScoringRequest(scoring, scoringRequestSchema.parse(args), context),
} satisfies Record<string, Handler<Engines>>;

/** The same commands as a running server offers them to `tenure …` of another process. */
export function commandHandlers(engines: Engines): CommandHandlers {
  const all: Record<string, Handler<Engines>> = { ...ACCOUNT_COMMANDS, ...ENGINE_COMMANDS };
  return Object.fromEntries(
    Object.entries(all).map(([name, handler]) => [name, (args, context) => handler(engines, args, context)]),
  );
}
