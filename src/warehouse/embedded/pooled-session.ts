import { randomUUID } from 'node:crypto';
import type { Session } from 'chdb';
import type { Settings } from '../lanes.js';
import { literal, parameterText } from '../parameters.js';

/** Longer values of parameters are not kept to be compared. */
const KEPT_LENGTH = 200;

/**
 * A chDB session with what was last SET in it. Settings stick to a session, so each statement first brings it to the state
 * it wants; usually that is the state it is in already, and nothing is sent.
 */
export class PooledSession {
  private readonly current = new Map<string, string | number>();
  /** Parameters as they are bound, but for long ones. */
  private readonly bound = new Map<string, string>();
  private used: Session;

  /**
   * A `readOnly` session is locked with readonly = 1: no writes, no DDL, no table function that reaches outside (file, url,
   * remote, …). Nothing in it can unlock it, so one that needs other settings is replaced, which takes half a millisecond.
   */
  constructor(
    private readonly open: () => Session,
    private readonly readOnly = false,
  ) {
    this.used = open();
  }

  get session(): Session {
    return this.used;
  }

  /**
   * Makes the session fit for the next statement after one that failed or was stopped. chDB keeps what such a statement had
   * written so far and puts it in front of the next answer: somebody else's rows in somebody's result. So an answer that is
   * known is asked until it comes alone; a session that does not come clean is replaced.
   */
  async rinse(): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const nonce = randomUUID();
      const answer = await this.used.queryAsync(`SELECT '${nonce}'`, { format: 'TabSeparated' }).then(
        (done) => done.text(),
        () => undefined,
      );
      if (answer === `${nonce}\n`) return;
    }
    this.replace();
  }

  private replace(): void {
    this.used.close();
    this.used = this.open();
    this.current.clear();
    this.bound.clear();
  }

  /** Brings the session to exactly these settings and binds these parameters. */
  async prepare(settings: Settings, parameters: Readonly<Record<string, unknown>>): Promise<void> {
    await this.bring(settings);
    const changed = Object.entries(parameters)
      .map(([name, value]): [string, string] => [safeName(`param_${name}`), literal(parameterText(value))])
      .filter(([name, value]) => this.bound.get(name) !== value);
    if (changed.length === 0) return;
    // Whether they are bound is unknown until it is known.
    for (const [name] of changed) this.bound.delete(name);
    // After the settings: one of them says how long this statement may be.
    await this.used.queryAsync(`SET ${changed.map(([name, value]) => `${name} = ${value}`).join(', ')}`);
    for (const [name, value] of changed) if (value.length <= KEPT_LENGTH) this.bound.set(name, value);
  }

  private async bring(settings: Settings): Promise<void> {
    if (this.changes(settings).length === 0) return;
    if (this.readOnly && this.current.size > 0) this.replace();
    try {
      await this.used.queryAsync(`SET ${this.changes(settings).join(', ')}`);
      if (this.readOnly) await this.used.queryAsync('SET readonly = 1');
    } catch (error) {
      // Which of them took effect is unknown.
      this.replace();
      throw error;
    }
    for (const name of [...this.current.keys()]) if (!(name in settings)) this.current.delete(name);
    for (const [name, value] of Object.entries(settings)) this.current.set(name, value);
  }

  private changes(settings: Settings): string[] {
    const added = Object.entries(settings)
      .filter(([name, value]) => this.current.get(name) !== value)
      .map(([name, value]) => `${safeName(name)} = ${typeof value === 'number' ? value : literal(value)}`);
    const removed = [...this.current.keys()]
      .filter((name) => !(name in settings))
      .map((name) => `${safeName(name)} = DEFAULT`);
    return [...added, ...removed];
  }
}

function safeName(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new TypeError(`Not a name of a setting: ${JSON.stringify(name)}`);
  return name;
}
