/** Settings of the client's session that change what the door does itself, as far as its statements tell. */
export class NotedSettings {
  /** The client spoke of statement_timeout: what it is now must be asked. */
  timesOut = false;
  /** The client set how many digits of a float it wants. */
  changedFloats = false;

  /** The settings that the session starts with. */
  begin(settings: ReadonlyMap<string, string>): void {
    this.noteFloatDigits(settings.get('extra_float_digits'));
    this.timesOut = settings.has('statement_timeout');
  }

  /** A statement's text, before it runs. */
  note(sql: string): void {
    if (/statement_timeout/i.test(sql)) this.timesOut = true;
    for (const [, digits] of sql.matchAll(/extra_float_digits\s*(?:=|to)\s*'?(-?\d+|\w+)/gi))
      this.noteFloatDigits(digits);
  }

  /** From 1 on a float has its shortest exact digits, which is what is written here too. */
  private noteFloatDigits(digits: string | undefined): void {
    if (digits !== undefined && !(Number(digits) >= 1)) this.changedFloats = true;
  }
}
