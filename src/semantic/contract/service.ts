import type { Principal } from '../../access/principal.js';
import type { Roles } from '../../access/roles.js';
import type { Receipt, SemanticAnswer } from './answer.js';
import type { AnswerSink } from './answer-sink.js';
import type { Catalog } from './catalog.js';
import type { SemanticQuery } from './query.js';

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Language of titles and descriptions: `en` or `zh`. */
  readonly language?: 'en' | 'zh';
}

/** The semantic layer as the doors see it. Errors are TenureErrors. */
export interface SemanticService {
  ask(query: SemanticQuery, principal: Principal, options?: AskOptions): Promise<SemanticAnswer>;
  /** What this principal may see: members that the policy hides do not exist here. */
  catalog(principal: Principal): Promise<Catalog>;
  /** The model's roles: what each may do, and the cards of its Home. */
  roles(): Roles;
  /** Changes whenever the compiled model does: schemas made from the model are kept by it. */
  modelVersion(): Promise<string>;
}

/** With answers too large to hold. */
export interface StreamingSemanticService extends SemanticService {
  /** The same answer in batches, for answers too large to hold. Resolves with the receipt when all rows are sent. */
  stream(query: SemanticQuery, principal: Principal, sink: AnswerSink, options?: AskOptions): Promise<Receipt>;
}
