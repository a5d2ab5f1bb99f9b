import type { Logger } from 'pino';
import { asTenureError, TenureError } from '../../errors/errors.js';
import type {
  BoundValue,
  DirectPlan,
  MaybePlanned,
  PlannedStatement,
  Planner,
  RunContext,
  SemanticPlan,
} from '../plan/planned.js';
import { SqlError } from '../plan/sql-error.js';
import { type FieldDescription, readParameterDescription, writeCommandComplete } from '../wire/backend.js';
import { asFrame, errorFrame, withoutPosition } from '../wire/error-frames.js';
import type { Frame } from '../wire/frames.js';
import * as frontend from '../wire/frontend.js';
import { ProtocolError } from '../wire/protocol-error.js';
import { BackendFailed, type BackendLink, type InternalStatement } from './backend-link.js';
import type { FrameStream } from './frame-stream.js';
import { RowWriter } from './row-writer.js';

interface Statement {
  readonly plan: PlannedStatement;
  /** Parameter types as Postgres inferred them; known once something was bound. */
  parameterTypes: readonly number[];
}

interface Portal {
  readonly plan: SemanticPlan;
  readonly statement: Statement;
  readonly bind: frontend.BindMessage;
  /** The portal that holds the answer, once it was executed. */
  answer: string | undefined;
  /** All rows went to the client without a portal for them. */
  done: boolean;
}

/** In milliseconds; 0 is none. */
const STATEMENT_TIMEOUT: InternalStatement = {
  sql: "select setting from pg_catalog.pg_settings where name = 'statement_timeout'",
  parameterTypes: [],
  parameterFormats: [],
  parameters: [],
};

const NO_BIND = { portal: '', statement: '', parameterFormats: [], parameters: [], resultFormats: [] } as const;

/**
 * One signed-in client. Everything it sends goes on to the real Postgres, which owns names, types, parameters, portals
 * and transaction state; only Execute of a statement that reads a view is answered from the semantic layer: the
 * statement's blocks are asked there and the rest runs in Postgres over their rows, in a portal beside the client's.
 */
export class Session {
  private readonly statements = new Map<string, Statement>();
  private readonly portals = new Map<string, Portal>();
  private running: AbortController | undefined;
  private portalCount = 0;
  /** The client set how many digits of a float it wants. */
  private changedFloats = false;
  /** The client spoke of statement_timeout: what it is now must be asked. */
  private timesOut = false;
  private ending: SqlError | undefined;

  constructor(
    private readonly frames: FrameStream,
    private readonly link: BackendLink,
    private readonly planner: Planner,
    private readonly idleMs: number,
    private readonly log: Logger,
  ) {
    link.onReady = () => {
      if (this.ending) frames.wake();
    };
  }

  /** The settings that the session starts with. */
  begin(settings: ReadonlyMap<string, string>): void {
    this.noteFloatDigits(settings.get('extra_float_digits'));
    this.timesOut = settings.has('statement_timeout');
  }

  /** Ends the session with this error as soon as nothing runs and no transaction is open. */
  endWhenIdle(error: SqlError): void {
    this.ending = error;
    this.frames.wake();
  }

  /** From 1 on a float has its shortest exact digits, which is what is written here too. */
  private noteFloatDigits(digits: string | undefined): void {
    if (digits !== undefined && !(Number(digits) >= 1)) this.changedFloats = true;
  }

  /** Stops the question that is being asked of the semantic layer, if one is. */
  cancel(): void {
    this.running?.abort(new TenureError('CANCELLED', 'canceling statement due to user request'));
  }

  /** Serves the client until it says goodbye or goes away. Throws ProtocolError when it breaks the protocol. */
  async run(): Promise<void> {
    for (;;) {
      const frame = await this.frames.next(this.idleMs, () => (this.link.idle ? this.ending : undefined));
      if (!frame || frame.type === 'X') return;
      if (this.link.failed && frame.type !== 'S') continue;
      await this.handle(frame);
      this.link.flush();
    }
  }

  private async handle(frame: Frame): Promise<void> {
    switch (frame.type) {
      case 'P':
        return this.parse(frame);
      case 'B':
        return this.bind(frame);
      case 'D':
        frontend.readTarget(frame.body);
        return this.link.send(frame.raw, { request: 'describe', ...this.link.pass });
      case 'E':
        return this.execute(frame);
      case 'C':
        return this.close(frame);
      case 'S':
        return this.sync(frame.raw);
      case 'H':
        return this.link.send(frame.raw);
      case 'Q':
        return this.query(frame);
      case 'F':
        return this.refuse(new TenureError('NOT_SUPPORTED', 'the function call protocol is not supported'));
      case 'd':
      case 'c':
      case 'f':
        return; // Late copy data: no COPY FROM is ever under way.
      default:
        throw new ProtocolError(`invalid frontend message type ${frame.type.charCodeAt(0)}`);
    }
  }

  private async parse(frame: Frame): Promise<void> {
    const message = frontend.readParse(frame.body);
    const plan = await this.plan(async () => {
      const [statement, second] = await this.planned(message.sql);
      if (statement?.kind === 'refused') throw statement.error;
      if (second) throw new SqlError('42601', 'cannot insert multiple commands into a prepared statement');
      return statement;
    });
    if (plan === 'refused') return;
    const before = this.statements.get(message.statement);
    if (plan) this.statements.set(message.statement, { plan, parameterTypes: message.parameterTypes });
    else this.statements.delete(message.statement);
    const sql = plan?.nativeSql ?? message.sql;
    this.link.send(sql === message.sql ? frame.raw : frontend.writeParse({ ...message, sql }), {
      request: 'parse',
      ...this.link.pass,
      onEnd: ({ kind }) => {
        if (kind === 'done') return;
        if (before) this.statements.set(message.statement, before);
        else this.statements.delete(message.statement);
      },
    });
  }

  private bind(frame: Frame): void {
    const message = frontend.readBind(frame.body);
    const statement = this.statements.get(message.statement);
    const before = this.portals.get(message.portal);
    if (before) this.closeAnswer(before);
    if (statement?.plan.kind === 'semantic') {
      if (message.parameters.length > 0) this.learnTypes(message.statement, statement);
      this.portals.set(message.portal, {
        plan: statement.plan,
        statement,
        bind: message,
        answer: undefined,
        done: false,
      });
    } else {
      this.portals.delete(message.portal);
    }
    this.link.send(frame.raw, {
      request: 'bind',
      ...this.link.pass,
      onEnd: ({ kind }) => {
        if (kind !== 'done') this.portals.delete(message.portal);
      },
    });
  }

  /** Asks Postgres, before the Bind, which types it inferred for the statement's parameters. */
  private learnTypes(name: string, statement: Statement): void {
    this.link.send(frontend.writeTarget('D', { kind: 'statement', name }), {
      request: 'describe',
      onError: this.link.toClient,
      onFrame: ({ type, body }) => {
        if (type === 't') statement.parameterTypes = readParameterDescription(body);
      },
    });
  }

  private async execute(frame: Frame): Promise<void> {
    const message = frontend.readExecute(frame.body);
    const portal = this.portals.get(message.portal);
    if (!portal) return this.link.send(frame.raw, { request: 'execute', ...this.link.pass });
    await this.answer(message, portal);
  }

  private async answer({ portal: name, maxRows }: frontend.ExecuteMessage, portal: Portal): Promise<void> {
    if (portal.done) return this.link.toClient(asFrame(writeCommandComplete('SELECT 0')));
    if (portal.answer === undefined && !(await this.ask(name, portal, maxRows))) return;
    if (portal.done) return;
    this.link.send(frontend.writeExecute({ portal: portal.answer ?? name, maxRows }), {
      request: 'execute',
      onFrame: this.link.toClient,
      onError: (frame) => this.link.toClient(withoutPosition(frame)),
    });
  }

  /**
   * Asks the semantic layer and opens the portal of the answer, or sends the rows at once when Postgres has nothing left
   * to do with them. False when the client was told of an error.
   */
  private async ask(name: string, portal: Portal, maxRows: number): Promise<boolean> {
    const running = new AbortController();
    let timeout: NodeJS.Timeout | undefined;
    try {
      // All earlier replies are out after this, and the portal exists in a transaction that has not failed.
      const promised = await this.link.fieldsOf(name);
      this.running = running;
      timeout = await this.startTimeout(running);
      const { direct } = portal.plan;
      const writer =
        direct && maxRows === 0 && this.writesValues ? RowWriter.for(direct.columns, promised, this.link) : undefined;
      if (direct && writer) await this.sendRows(direct, writer, this.context(portal, running.signal), portal);
      else await this.openAnswer(portal, promised, running.signal);
      return true;
    } catch (error) {
      if (!(error instanceof BackendFailed)) await this.refuse(running.signal.aborted ? running.signal.reason : error);
      return false;
    } finally {
      clearTimeout(timeout);
      this.running = undefined;
    }
  }

  /** Postgres times its own part of the statement; the question to the semantic layer is timed here. */
  private async startTimeout(running: AbortController): Promise<NodeJS.Timeout | undefined> {
    if (!this.timesOut) return undefined;
    const [[setting] = []] = await this.link.rowsOf(STATEMENT_TIMEOUT);
    if (!Number(setting)) return undefined;
    const expired = new SqlError('57014', 'canceling statement due to statement timeout');
    return setTimeout(() => running.abort(expired), Number(setting));
  }

  private async sendRows(direct: DirectPlan, writer: RowWriter, context: RunContext, portal: Portal): Promise<void> {
    await direct.run(context, writer.sink(context.signal));
    portal.done = true;
    this.link.toClient(asFrame(writeCommandComplete(`SELECT ${writer.count}`)));
  }

  private async openAnswer(portal: Portal, promised: readonly FieldDescription[], signal: AbortSignal): Promise<void> {
    const finish = await portal.plan.run(this.context(portal, signal));
    signal.throwIfAborted();
    const answer = `tenure.answer.${++this.portalCount}`;
    portal.answer = answer;
    this.link.open(answer, answer, this.internal(portal, finish.sql, finish.values), portal.bind.resultFormats);
    this.link.send(frontend.writeTarget('C', { kind: 'statement', name: answer }), { request: 'close' });
    const given = await this.link.fieldsOf(answer);
    if (given.map(({ typeOid }) => typeOid).join() !== promised.map(({ typeOid }) => typeOid).join())
      throw new TenureError('NOT_SUPPORTED', 'The answer would not have the types that were described.', {
        hint: 'Cast the columns of the select list to the types you need.',
      });
  }

  private context(portal: Portal, signal: AbortSignal): RunContext {
    return {
      parameterCount: portal.bind.parameters.length,
      signal,
      evaluate: (sql, values) => this.link.rowsOf(this.internal(portal, sql, values)),
    };
  }

  /** A statement of the door's own with the client's parameters and more. */
  private internal({ bind, statement }: Portal, sql: string, values: readonly BoundValue[]): InternalStatement {
    const inferred = statement.parameterTypes.slice(0, bind.parameters.length);
    return {
      sql,
      parameterTypes: [...inferred, ...values.map(({ typeOid }) => typeOid)],
      parameterFormats: [...expandFormats(bind), ...values.map(() => 0)],
      parameters: [...bind.parameters, ...values.map(({ value }) => (value === null ? null : Buffer.from(value)))],
    };
  }

  /** Values are written here only as Postgres would with its default settings. */
  private get writesValues(): boolean {
    return !this.changedFloats && (this.link.status('DateStyle') ?? 'ISO').startsWith('ISO');
  }

  private close(frame: Frame): void {
    const { kind, name } = frontend.readTarget(frame.body);
    if (kind === 'statement') this.statements.delete(name);
    else {
      const portal = this.portals.get(name);
      if (portal) this.closeAnswer(portal);
      this.portals.delete(name);
    }
    this.link.send(frame.raw, { request: 'close', ...this.link.pass });
  }

  private closeAnswer(portal: Portal): void {
    if (portal.answer === undefined) return;
    this.link.send(frontend.writeTarget('C', { kind: 'portal', name: portal.answer }), { request: 'close' });
  }

  private sync(raw: Buffer): void {
    const before = [...this.portals];
    this.link.send(raw, {
      request: 'sync',
      onError: this.link.toClient,
      onFrame: (frame) => {
        if (frame.type === 'Z' && frame.body[0] === 0x49) this.forget(before);
        this.link.toClient(frame);
      },
    });
  }

  /** Outside a transaction all portals that were there at the Sync are gone. */
  private forget(portals: readonly (readonly [string, Portal])[]): void {
    for (const [name, portal] of portals) if (this.portals.get(name) === portal) this.portals.delete(name);
  }

  private async query(frame: Frame): Promise<void> {
    const sql = frontend.readQuery(frame.body);
    const statements = await this.plan(() => this.planned(sql));
    if (statements === 'refused') return this.sync(frontend.SYNC);
    const unchanged = (plan: MaybePlanned) => plan.kind === 'native' && plan.nativeSql === plan.sourceSql;
    if (statements.every(unchanged)) return this.link.send(frame.raw, { request: 'query', ...this.link.pass });
    for (const plan of statements) {
      if (plan.kind === 'refused') await this.refuse(plan.error);
      else await this.simple(plan);
      // Our own refusal fails the rest as well, though Postgres's echo of it may still be under way.
      if (plan.kind === 'refused' || this.link.failed) break;
    }
    this.sync(frontend.SYNC);
  }

  /** One statement of a simple Query by the extended protocol, with the replies that simple Query has. */
  private async simple(plan: PlannedStatement): Promise<void> {
    const { swallow, pass, toClient } = this.link;
    const statement: Statement = { plan, parameterTypes: [] };
    this.statements.delete('');
    this.link.send(frontend.writeParse({ statement: '', sql: plan.nativeSql, parameterTypes: [] }), {
      request: 'parse',
      ...swallow,
    });
    this.link.send(frontend.writeBind(NO_BIND), { request: 'bind', ...swallow });
    this.link.send(frontend.writeTarget('D', { kind: 'portal', name: '' }), {
      request: 'describe',
      onError: toClient,
      onFrame: (frame) => {
        if (frame.type === 'T') toClient(frame);
      },
    });
    if (plan.kind === 'native') {
      this.portals.delete('');
      return this.link.send(frontend.writeExecute({ portal: '', maxRows: 0 }), { request: 'execute', ...pass });
    }
    const portal: Portal = { plan, statement, bind: NO_BIND, answer: undefined, done: false };
    await this.answer({ portal: '', maxRows: 0 }, portal);
    this.closeAnswer(portal);
  }

  private async planned(sql: string): Promise<readonly MaybePlanned[]> {
    if (/statement_timeout/i.test(sql)) this.timesOut = true;
    for (const [, digits] of sql.matchAll(/extra_float_digits\s*(?:=|to)\s*'?(-?\d+|\w+)/gi))
      this.noteFloatDigits(digits);
    return this.planner.plan(sql);
  }

  private async plan<T>(make: () => Promise<T>): Promise<T | 'refused'> {
    try {
      return await make();
    } catch (error) {
      if (error instanceof BackendFailed) return 'refused';
      await this.refuse(error);
      return 'refused';
    }
  }

  /** Tells the client of our own error after all earlier replies, and has the backend skip to the next Sync. */
  private async refuse(thrown: unknown): Promise<void> {
    const error = asTenureError(thrown);
    try {
      await this.link.settle();
    } catch (settled) {
      if (settled instanceof BackendFailed) return;
      throw settled;
    }
    if (error.kind === 'INTERNAL' || error.kind === 'ENGINE') this.log.error({ err: error }, 'sql.statement.failed');
    this.link.toClient(errorFrame(error));
    this.link.poison();
    this.link.flush();
  }
}

/** One format code for each parameter, from the none, one or all of a Bind. */
function expandFormats({ parameterFormats, parameters }: frontend.BindMessage): number[] {
  const [first = 0, ...others] = parameterFormats;
  if (others.length > 0) return [...parameterFormats];
  return parameters.map(() => first);
}
