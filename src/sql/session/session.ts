import type { Logger } from 'pino';
import { TenureError } from '../../errors/errors.js';
import type { MaybePlanned, PlannedStatement, Planner } from '../query/planned.js';
import { SqlError } from '../query/sql-error.js';
import { readParameterDescription } from '../wire/backend.js';
import type { Frame } from '../wire/frames.js';
import * as frontend from '../wire/frontend.js';
import { ProtocolError } from '../wire/protocol-error.js';
import { Answers } from './answers.js';
import type { BackendLink } from './backend-link.js';
import type { FrameStream } from './frame-stream.js';
import { NotedSettings } from './noted-settings.js';
import { NO_BIND, type Portal, type Statement } from './portal.js';
import { refuse } from './refuse.js';
import type { SpoolSpace } from './spool.js';

export interface SessionOptions {
  readonly idleMs: number;
  readonly space: SpoolSpace;
  readonly log: Logger;
}

/**
 * One signed-in client. Everything it sends goes on to the real Postgres, which owns names, types, parameters, portals
 * and transaction state; only Execute of a statement that reads a view is answered otherwise (Answers).
 */
export class Session {
  private readonly statements = new Map<string, Statement>();
  private readonly portals = new Map<string, Portal>();
  private readonly settings = new NotedSettings();
  private readonly answers: Answers;
  private ending: SqlError | undefined;

  constructor(
    private readonly frames: FrameStream,
    private readonly link: BackendLink,
    private readonly planner: Planner,
    private readonly options: SessionOptions,
  ) {
    this.answers = new Answers(link, this.settings, options.space, options.log);
    link.onReady = () => {
      if (this.ending) frames.wake();
    };
  }

  /** The settings that the session starts with. */
  begin(settings: ReadonlyMap<string, string>): void {
    this.settings.begin(settings);
  }

  /** Ends the session with this error as soon as nothing runs and no transaction is open. */
  endWhenIdle(error: SqlError): void {
    this.ending = error;
    this.frames.wake();
  }

  /** Stops the question that is being asked of the semantic layer, if one is. */
  cancel(): void {
    this.answers.cancel();
  }

  /** Stops whatever runs, and says this of it. */
  stop(error: TenureError): void {
    this.answers.cancel(error);
    this.link.stop(error);
  }

  /** Frees what the session keeps for its client. */
  close(): void {
    this.forget([...this.portals]);
    this.answers.cursors.forget();
  }

  /** Serves the client until it says goodbye or goes away. Throws ProtocolError when it breaks the protocol. */
  async run(): Promise<void> {
    for (;;) {
      const frame = await this.frames.next(this.options.idleMs, () => (this.link.idle ? this.ending : undefined));
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
        return this.closeOne(frame);
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

  // --- the extended protocol --------------------------------------------------------------------------------------------

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
    const { parameterTypes } = message;
    if (plan) this.statements.set(message.statement, { plan, parameterTypes, typesKnown: false });
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
    if (before) this.answers.release(before);
    const portal = statement && portalOf(statement, message);
    if (portal) this.portals.set(message.portal, portal);
    else this.portals.delete(message.portal);
    if (portal && message.parameters.length > 0 && !statement.typesKnown) this.learnTypes(message.statement, statement);
    this.link.send(frame.raw, {
      request: 'bind',
      ...this.link.pass,
      onEnd: ({ kind }) => {
        if (kind !== 'done') this.portals.delete(message.portal);
      },
    });
  }

  /** Asks Postgres, before the first Bind, which types it inferred for the statement's parameters. */
  private learnTypes(name: string, statement: Statement): void {
    this.link.send(frontend.writeTarget('D', { kind: 'statement', name }), {
      request: 'describe',
      onError: this.link.toClient,
      onFrame: ({ type, body }) => {
        if (type !== 't') return;
        statement.parameterTypes = readParameterDescription(body);
        statement.typesKnown = true;
      },
    });
  }

  private async execute(frame: Frame): Promise<void> {
    const message = frontend.readExecute(frame.body);
    const portal = this.portals.get(message.portal);
    if (portal) return this.answers.execute(message, portal);
    this.link.send(frame.raw, { request: 'execute', ...this.link.pass });
  }

  private closeOne(frame: Frame): void {
    const { kind, name } = frontend.readTarget(frame.body);
    if (kind === 'statement') this.statements.delete(name);
    else {
      const portal = this.portals.get(name);
      if (portal) this.answers.release(portal);
      this.portals.delete(name);
    }
    this.link.send(frame.raw, { request: 'close', ...this.link.pass });
  }

  private sync(raw: Buffer): void {
    const before = [...this.portals];
    this.link.send(raw, {
      request: 'sync',
      onError: this.link.toClient,
      onFrame: (frame) => {
        if (frame.type === 'Z' && frame.body[0] === IDLE) this.endTransaction(before);
        this.link.toClient(frame);
      },
    });
  }

  private endTransaction(portals: readonly (readonly [string, Portal])[]): void {
    this.forget(portals);
    this.answers.cursors.endTransaction();
  }

  /** Outside a transaction all portals that were there at the Sync are gone. */
  private forget(portals: readonly (readonly [string, Portal])[]): void {
    for (const [name, portal] of portals) {
      portal.spool?.rows.close();
      if (this.portals.get(name) === portal) this.portals.delete(name);
    }
  }

  // --- the simple protocol ----------------------------------------------------------------------------------------------

  private async query(frame: Frame): Promise<void> {
    const sql = frontend.readQuery(frame.body);
    const statements = await this.plan(() => this.planned(sql));
    if (statements === 'refused') return this.sync(frontend.SYNC);
    if (statements.every((plan) => this.isUnchanged(plan))) {
      return this.link.send(frame.raw, {
        request: 'query',
        onError: this.link.toClient,
        onFrame: (reply) => {
          if (reply.type === 'Z' && reply.body[0] === IDLE) this.answers.cursors.endTransaction();
          this.link.toClient(reply);
        },
      });
    }
    for (const plan of statements) {
      if (plan.kind === 'refused') await this.refuse(plan.error);
      else await this.simple(plan);
      // Our own refusal fails the rest as well, though Postgres's echo of it may still be under way.
      if (plan.kind === 'refused' || this.link.failed) break;
    }
    this.sync(frontend.SYNC);
  }

  /** Postgres may have the statement as it came. */
  private isUnchanged(plan: MaybePlanned): boolean {
    if (plan.kind === 'refused' || plan.kind === 'semantic' || plan.nativeSql !== plan.sourceSql) return false;
    return plan.kind === 'native' || this.answers.cursors.isEmpty;
  }

  /** One statement of a simple Query by the extended protocol, with the replies that simple Query has. */
  private async simple(plan: PlannedStatement): Promise<void> {
    const { swallow, pass, toClient } = this.link;
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
    this.portals.delete('');
    const portal = portalOf({ plan, parameterTypes: [], typesKnown: true }, NO_BIND);
    if (!portal)
      return this.link.send(frontend.writeExecute({ portal: '', maxRows: 0 }), { request: 'execute', ...pass });
    await this.answers.execute({ portal: '', maxRows: 0 }, portal);
    this.answers.release(portal);
  }

  // --- plans and refusals -----------------------------------------------------------------------------------------------

  private async planned(sql: string): Promise<readonly MaybePlanned[]> {
    this.settings.note(sql);
    return this.planner.plan(sql);
  }

  private async plan<T>(make: () => Promise<T>): Promise<T | 'refused'> {
    try {
      return await make();
    } catch (error) {
      await this.refuse(error);
      return 'refused';
    }
  }

  private refuse(error: unknown): Promise<void> {
    return refuse(this.link, error, this.options.log);
  }
}

/** ReadyForQuery outside a transaction. */
const IDLE = 'I'.charCodeAt(0);

/** A portal that the door has to do with; undefined for what is Postgres's alone. */
function portalOf(statement: Statement, bind: frontend.BindMessage): Portal | undefined {
  const { plan } = statement;
  return plan.kind === 'native' ? undefined : { plan, statement, bind };
}
