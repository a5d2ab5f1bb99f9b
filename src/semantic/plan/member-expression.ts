import type { CubeMetaMeasure } from '../../cube/meta.js';
import { TenureError } from '../../errors/errors.js';
import { didYouMean } from '../../errors/nearest.js';
import {
  BoundValues,
  checkModelText,
  checkSize,
  checkText,
  type Expression,
  type ExpressionPart,
} from '../contract/expression.js';
import { GRANULARITIES } from '../contract/query.js';
import { notesOf } from '../model/member-notes.js';
import type { View } from '../model/view.js';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Turns expressions of a question into Cube's member expressions, with the access policy still applied by Cube. */
export class MemberExpressions {
  readonly bound = new BoundValues();
  private count = 0;

  constructor(
    private readonly view: View,
    /** Every group lies within one month: distinct counts by their plain sums (see one-per-month.ts). */
    private readonly oneMonth: boolean,
  ) {}

  get used(): boolean {
    return this.count > 0;
  }

  /** Cube's JSON for an expression, and the name that its column has in Cube's answer. */
  add(expression: Expression): { readonly json: string; readonly alias: string } {
    checkSize(expression);
    const alias = `e${this.count++}_`;
    const sql = expression.parts.map((part) => this.render(part)).join('');
    const json = JSON.stringify({
      cubeName: this.view.name,
      alias,
      expr: { type: 'SqlFunction', cubeParams: [this.view.name], sql },
      groupingSet: null,
    });
    return { json, alias };
  }

  private render(part: ExpressionPart): string {
    if (typeof part === 'string') return checkText(part);
    if ('value' in part) return this.bound.bind(part, (index) => `$${index}$`);
    if ('modelSql' in part) return checkModelText(part.modelSql);
    if ('column' in part) throw new TenureError('INTERNAL', 'Only having conditions may name columns of the answer.');
    return `\${${this.path(part.member, part.granularity, part.ofModel)}}`;
  }

  private path(name: string, granularity: string | undefined, ofModel: true | undefined): string {
    const member = this.measureInstead(name) ?? name;
    const isHidden = this.view.hidden.has(member) || this.view.hiddenDimensions.has(member);
    const instead = (ofModel || member !== name) && isHidden;
    const { dimensions, measures, segments } = this.view;
    const known = instead || dimensions.has(member) || measures.has(member) || segments.has(member);
    if (!known || !IDENTIFIER.test(member) || !IDENTIFIER.test(this.view.name)) {
      const names = [...this.view.dimensions.keys(), ...this.view.measures.keys()];
      throw new TenureError('UNKNOWN_MEMBER', `${this.view.name} has no member ${name}${didYouMean(name, names)}`);
    }
    if (this.view.beside?.measures.has(member))
      throw new TenureError('NOT_SUPPORTED', `${member} is of ${this.view.beside.view.name}: compute with it there.`);
    // What Cube knows of such a measure only lends it a type.
    if (!ofModel && notesOf(this.view.measures.get(member)?.meta).period !== undefined)
      throw new TenureError('NOT_SUPPORTED', `${member} looks at other months or rows: ask it as a column of its own.`);
    if (granularity === undefined) return `${this.view.name}.${member}`;
    if (!GRANULARITIES.some((bucket) => bucket === granularity) || this.view.dimensions.get(member)?.type !== 'time') {
      throw new TenureError('WRONG_USE', `${name} has no ${granularity}.`);
    }
    return `${this.view.name}.${member}.${granularity}`;
  }

  private measureInstead(name: string): string | undefined {
    if (!this.oneMonth) return undefined;
    const measure: CubeMetaMeasure | undefined = this.view.measures.get(name);
    const instead = notesOf(measure?.meta).distinct?.instead;
    return instead !== undefined && this.view.hidden.has(instead) ? instead : undefined;
  }
}

/** A condition on columns of the answer as SQL of the outer statement. */
export function havingSql(
  expression: Expression,
  columns: ReadonlySet<string>,
  bound: BoundValues,
  quote: (name: string) => string,
): string {
  checkSize(expression);
  return expression.parts
    .map((part) => {
      if (typeof part === 'string') return checkText(part);
      if ('value' in part) return bound.bind(part, (index) => `{h${index}:String}`);
      if ('column' in part && columns.has(part.column)) return quote(part.column);
      if ('modelSql' in part) throw new TenureError('INTERNAL', 'Only templates hold text of the model.');
      const named = 'column' in part ? part.column : part.member;
      throw new TenureError('WRONG_USE', `A having condition names ${named}, which is no column of the answer.`);
    })
    .join('');
}
