import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Closing } from '../process/closing.js';
import { LATEST, type LoggedQuestion, QuestionLog, SLOW_DAYS, SLOWEST } from './question-log.js';

const WRITE_EVERY_MS = 2000;

const READ = `
  select at, door, asked_by as "user", view, measures, dimensions, filtered_by as "filteredBy", duration_ms as "durationMs",
    rows_read as "rowsRead", layer, cached, error
  from question order by id`;

const WRITE = `
  insert into question (at, door, asked_by, view, measures, dimensions, filtered_by, duration_ms, rows_read, layer, cached, error)
  select q.at, q.door, q."user", q.view, array(select jsonb_array_elements_text(q.measures)),
    array(select jsonb_array_elements_text(q.dimensions)), array(select jsonb_array_elements_text(q."filteredBy")),
    q."durationMs", q."rowsRead", q.layer, q.cached, q.error
  from jsonb_to_recordset($1::jsonb) as q (at timestamptz, door text, "user" text, view text, measures jsonb, dimensions jsonb,
    "filteredBy" jsonb, "durationMs" float8, "rowsRead" float8, layer text, cached boolean, error text)`;

const FORGET = `
  delete from question where id not in (select id from question order by id desc limit ${LATEST})
    and id not in (select id from question where at > $1::timestamptz - interval '${SLOW_DAYS} days'
      order by duration_ms desc, id limit ${SLOWEST})`;

/**
 * A log of questions that a restart does not empty: it begins with those in the store and is written there every other second
 * and when the server closes. A store that cannot be written to keeps nobody from asking.
 */
export async function keepQuestions(
  pool: Pool,
  { log, closing, clock = () => new Date() }: { log: Logger; closing: Closing; clock?: () => Date },
): Promise<QuestionLog> {
  const questions = new QuestionLog(clock);
  const { rows } = await pool.query<Omit<LoggedQuestion, 'at'> & { at: Date }>(READ);
  questions.restore(rows.map((row) => ({ ...row, at: row.at.toISOString() })));
  const write = async () => {
    const news = questions.takeNews();
    if (news.length === 0) return;
    await pool.query(WRITE, [JSON.stringify(news)]);
    await pool.query(FORGET, [clock()]);
  };
  let writing: Promise<void> = Promise.resolve();
  const inTurn = () => {
    writing = writing.then(write).catch((error: unknown) => log.warn({ event: 'questions.unwritten', err: error }));
    return writing;
  };
  const timer = setInterval(inTurn, WRITE_EVERY_MS).unref();
  closing.add(() => {
    clearInterval(timer);
    return inTurn();
  });
  return questions;
}
