import type { Logger } from 'pino';
import { TenureError } from '../../errors/errors.js';
import { CopyLines } from '../encode/copy-format.js';
import type { CopiedQuery, DeclaredCursor, DirectPlan, FetchPlan, SemanticPlan } from '../query/planned.js';
import type { RunContext } from '../query/run-context.js';
import { SqlError } from '../query/sql-error.js';
import {
  COPY_DONE,
  type FieldDescription,
  PORTAL_SUSPENDED,
  writeCommandComplete,
  writeCopyOut,
} from '../wire/backend.js';
import { asFrame, withoutPosition } from '../wire/error-frames.js';
import * as frontend from '../wire/frontend.js';
import type { BackendLink, InternalStatement } from './backend-link.js';
import { Cursors, type KeptCursor } from './cursors.js';
import type { NotedSettings } from './noted-settings.js';
import { type Portal, parameterOf, withParametersOf } from './portal.js';
import { recast, sameTypes } from './recast.js';
import { refuse } from './refuse.js';
import { RowWriter } from './row-writer.js';
import { Spool, type SpoolSpace } from './spool.js';

/** In milliseconds; 0 is none. */
const STATEMENT_TIMEOUT: InternalStatement = {
  sql: "select setting from pg_catalog.pg_settings where name = 'statement_timeout'",
  parameterTypes: [],
  parameterFormats: [],
  parameters: [],
};

type Fields = readonly FieldDescription[];

/**
 * Executes what reads views: the statement's blocks are asked of the semantic layer. Where Postgres has nothing left to do
 * with their rows these go to the client as they come, or wait to be fetched by portions; else Postgres finishes the
 * statement over them in a portal beside the client's.
 */
export class Answers {
  readonly cursors = new Cursors();
  private running: AbortController | undefined;
  private portalCount = 0;

  constructor(
    private readonly link: BackendLink,
    private readonly settings: NotedSettings,
    private readonly space: SpoolSpace,
    private readonly log: Logger,
  ) {}

  /** Stops the question that is being asked of the semantic layer, if one is. */
  cancel(error = new TenureError('CANCELLED', 'canceling statement due to user request')): void {
    this.running?.abort(error);
  }

  /** Execute of the portal that the client calls so. Errors are told to the client. */
  async execute({ portal: name, maxRows }: frontend.ExecuteMessage, portal: Portal): Promise<void> {
    const { plan } = portal;
    if (plan.kind === 'forget') return this.pass(name, maxRows, () => this.cursors.forget(plan.cursor));
    if (plan.kind === 'fetch') {
      const kept = this.cursors.get(plan.cursor);
      if (!kept) return this.pass(name, maxRows);
      return this.attempt((running) => this.fetch(name, plan, kept, running.signal));
    }
    if (portal.answer !== undefined) return this.pass(portal.answer, maxRows);
    await this.attempt(async (running) => {
      if (portal.done || portal.spool) {
        // All earlier replies are out after this, and the portal is still there.
        await this.link.fieldsOf(name);
        return this.portion(portal, maxRows, running.signal);
      }
      await this.begin(name, portal, plan, maxRows, running);
      if (portal.answer !== undefined)
        this.pass(portal.answer, maxRows, () => plan.cursor && this.cursors.forget(plan.cursor.name));
    });
  }

  /** The client does not need this portal any more. */
  release(portal: Portal): void {
    portal.spool?.rows.close();
    delete portal.spool;
    if (portal.answer === undefined) return;
    this.link.send(frontend.writeTarget('C', { kind: 'portal', name: portal.answer }), { request: 'close' });
  }

  // --- the first Execute of a portal ----------------------------------------------------------------------------------

  private async begin(
    name: string,
    portal: Portal,
    plan: SemanticPlan,
    maxRows: number,
    running: AbortController,
  ): Promise<void> {
    // After its reply all earlier ones are out, and the portal exists in a transaction that has not failed. The engine may
    // be asked meanwhile: that changes nothing.
    const promised = this.link.fieldsOf(name);
    promised.catch((error: unknown) => running.abort(error));
    const context = this.context(portal, promised, running.signal);
    const direct = plan.direct && this.writesValues ? plan.direct : undefined;
    const { cursor } = plan;
    if (direct && cursor?.simple && direct.columns.every(({ type }) => RowWriter.knows(type))) {
      await promised;
      return this.declare(name, portal, direct, cursor, context);
    }
    if (direct && !cursor && !plan.copy && maxRows === 0 && (await this.stream(portal, direct, promised, context)))
      return;
    const fields = await promised;
    if (plan.copy) {
      if (direct && (await this.copy(portal, direct, plan.copy, context))) return;
      return this.openAnswer(portal, plan, fields, context);
    }
    const writer = direct && !cursor && maxRows > 0 ? RowWriter.for(direct.columns, fields, this.link) : undefined;
    if (!direct || !writer) return this.openAnswer(portal, plan, fields, context);
    portal.spool = { rows: this.spool(direct, context), writer };
    await this.portion(portal, maxRows, running.signal);
  }

  /** Sends all rows as they come. False when Postgres has to write them. */
  private async stream(
    portal: Portal,
    direct: DirectPlan,
    promised: Promise<Fields>,
    context: RunContext,
  ): Promise<boolean> {
    const { resultFormats } = portal.bind;
    if (!direct.columns.every(({ type }, at) => RowWriter.knows(type, resultFormats[at] ?? resultFormats[0])))
      return false;
    const unwritten = new Error('A column is not of the type that its value has.');
    const writer = promised.then((fields) => {
      const found = RowWriter.for(direct.columns, fields, this.link);
      if (!found) throw unwritten;
      return found;
    });
    writer.catch(() => undefined); // It may fail before anybody wants to write.
    try {
      await direct.run(context, RowWriter.once(writer, context.signal));
      this.complete(`SELECT ${(await writer).count}`);
      portal.done = true;
      return true;
    } catch (error) {
      if (error === unwritten) return false;
      throw error;
    }
  }

  /** COPY TO STDOUT of rows that come as they are. False when Postgres has to write them. */
  private async copy(portal: Portal, direct: DirectPlan, copied: CopiedQuery, context: RunContext): Promise<boolean> {
    const fields = await this.link.fieldsOfStatement(copied.sql);
    const lines = new CopyLines(copied.lines, fields.length);
    const client = { writeRows: (rows: Buffer) => this.link.writeRows(lines.lines(rows)) };
    const writer = RowWriter.for(direct.columns, fields, client);
    if (!writer) return false;
    const begin = (): Promise<void> => {
      this.link.toClient(asFrame(writeCopyOut(fields.length)));
      return this.link.writeRows(lines.header(fields.map(({ name }) => name)));
    };
    let begun: Promise<void> | undefined;
    const sink = writer.sink(context.signal);
    await direct.run(context, {
      rows: async (rows) => {
        begun ??= begin();
        await begun;
        await sink.rows(rows);
      },
      text: async (rows, atMost) => {
        begun ??= begin();
        await begun;
        return sink.text(rows, atMost);
      },
    });
    await (begun ?? begin());
    this.link.toClient(asFrame(COPY_DONE));
    this.complete(`COPY ${writer.count}`);
    portal.done = true;
    return true;
  }

  private async openAnswer(portal: Portal, plan: SemanticPlan, promised: Fields, context: RunContext): Promise<void> {
    const finish = await plan.run(context);
    context.signal.throwIfAborted();
    const answer = `tenure.answer.${++this.portalCount}`;
    portal.answer = answer;
    this.link.open(answer, answer, withParametersOf(portal, finish.sql, finish.values), portal.bind.resultFormats);
    this.link.send(frontend.writeTarget('C', { kind: 'statement', name: answer }), { request: 'close' });
    const given = await this.link.fieldsOf(answer);
    if (sameTypes(given, promised)) return;
    const sql = recast(finish.sql, given, promised);
    if (sql === undefined)
      throw new TenureError('NOT_SUPPORTED', 'The answer would not have the types that were described.', {
        hint: 'Cast the columns of the select list to the types you need.',
      });
    this.link.send(frontend.writeTarget('C', { kind: 'portal', name: answer }), { request: 'close' });
    this.link.open(answer, answer, withParametersOf(portal, sql, finish.values), portal.bind.resultFormats);
    this.link.send(frontend.writeTarget('C', { kind: 'statement', name: answer }), { request: 'close' });
    await this.link.settle();
  }

  // --- portions -------------------------------------------------------------------------------------------------------

  private spool(direct: DirectPlan, context: RunContext): Spool {
    return new Spool(this.space, (sink, signal) => direct.run({ ...context, signal }, sink));
  }

  private async portion(portal: Portal, maxRows: number, signal: AbortSignal): Promise<void> {
    if (!portal.spool) return this.complete('SELECT 0');
    const { rows, writer } = portal.spool;
    const wanted = maxRows > 0 ? maxRows : Number.POSITIVE_INFINITY;
    try {
      const taken = await rows.take(wanted, writer.sink(signal), signal);
      if (taken === wanted) return this.link.toClient(asFrame(PORTAL_SUSPENDED));
      portal.done = true;
      this.release(portal);
      this.complete(`SELECT ${taken}`);
    } catch (error) {
      this.release(portal);
      throw error;
    }
  }

  /** Postgres keeps the cursor's name and life time, the door its rows. */
  private async declare(
    name: string,
    portal: Portal,
    direct: DirectPlan,
    { name: cursor, hold }: DeclaredCursor,
    context: RunContext,
  ): Promise<void> {
    await this.executeInPostgres(name);
    const rows = this.spool(direct, context);
    try {
      await rows.begun(context.signal);
    } catch (error) {
      rows.close();
      throw error;
    }
    this.cursors.keep(cursor, { rows, columns: direct.columns, hold });
    portal.done = true;
    this.complete('DECLARE CURSOR');
  }

  private async fetch(
    name: string,
    { cursor, rows: wanted, move, sourceSql }: FetchPlan,
    { rows, columns }: KeptCursor,
    signal: AbortSignal,
  ): Promise<void> {
    // What Postgres says of the cursor itself says whether it is still there.
    const own = await this.link.fieldsOf(cursor);
    const fields = move ? own : await this.link.fieldsOf(name);
    if (wanted === undefined)
      throw new SqlError('55000', 'cursor can only scan forward', {
        hint: 'Declare it with SCROLL option to enable backward scan.',
      });
    const writer = this.writesValues ? RowWriter.for(columns, fields, this.link) : undefined;
    if (!writer && !move)
      throw new TenureError('NOT_SUPPORTED', `The rows of ${cursor} cannot be written as ${sourceSql} wants them.`, {
        hint: 'Fetch in text format, with the DateStyle and extra_float_digits of when the cursor was declared.',
      });
    const sink = move || !writer ? RowWriter.nowhere : writer.sink(signal);
    const taken = await rows.take(wanted, sink, signal);
    this.complete(`${move ? 'MOVE' : 'FETCH'} ${taken}`);
  }

  // --- what all of them do ----------------------------------------------------------------------------------------------

  /** Runs a piece of work that a cancel or the statement's time-out stops. */
  private async attempt(work: (running: AbortController) => Promise<void>): Promise<void> {
    const running = new AbortController();
    let timeout: NodeJS.Timeout | undefined;
    this.running = running;
    try {
      timeout = await this.startTimeout(running);
      await work(running);
    } catch (error) {
      await refuse(this.link, running.signal.aborted ? running.signal.reason : error, this.log);
    } finally {
      clearTimeout(timeout);
      this.running = undefined;
    }
  }

  /** Postgres times its own part of the statement; the question to the semantic layer is timed here. */
  private async startTimeout(running: AbortController): Promise<NodeJS.Timeout | undefined> {
    if (!this.settings.timesOut) return undefined;
    const [[setting] = []] = await this.link.rowsOf(STATEMENT_TIMEOUT);
    if (!Number(setting)) return undefined;
    const expired = new SqlError('57014', 'canceling statement due to statement timeout');
    return setTimeout(() => running.abort(expired), Number(setting));
  }

  private context(portal: Portal, promised: Promise<Fields>, signal: AbortSignal): RunContext {
    return {
      parameterCount: portal.bind.parameters.length,
      signal,
      parameter: (number) => parameterOf(portal, number),
      evaluate: async (sql, values) => {
        await promised;
        return this.link.rowsOf(withParametersOf(portal, sql, values));
      },
    };
  }

  /** Values are written here only as Postgres would with its default settings. */
  private get writesValues(): boolean {
    return !this.settings.changedFloats && (this.link.status('DateStyle') ?? 'ISO').startsWith('ISO');
  }

  private pass(portal: string, maxRows: number, onDone: () => void = () => undefined): void {
    this.link.send(frontend.writeExecute({ portal, maxRows }), {
      request: 'execute',
      onFrame: this.link.toClient,
      onError: (frame) => this.link.toClient(portal.startsWith('tenure.') ? withoutPosition(frame) : frame),
      onEnd: ({ kind }) => {
        if (kind === 'done') onDone();
      },
    });
  }

  private async executeInPostgres(portal: string): Promise<void> {
    await this.link.roundTrip(frontend.writeExecute({ portal, maxRows: 0 }), {
      request: 'execute',
      onError: this.link.toClient,
    });
  }

  private complete(tag: string): void {
    this.link.toClient(asFrame(writeCommandComplete(tag)));
  }
}
