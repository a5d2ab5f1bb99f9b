import type { Principal } from '../access/principal.js';
import type { AlertService } from '../alerts/service.js';
import type { CalendarEventService } from '../insight/calendar-events.js';
import type { CustomerRuleService } from '../insight/customer-rules.js';
import type { OperationsService } from '../operations/service.js';
import type { ReportService } from '../reports/service.js';
import type { SemanticService } from '../semantic/contract/service.js';
import type { Language } from './schema/view-members.js';

/** What the resolvers of one request share. */
export interface GraphqlContext {
  readonly semantic: SemanticService;
  readonly principal: Principal;
  readonly language: Language;
  /** Saved reports; absent where there is no store. */
  readonly reports?: ReportService | undefined;
  /** Alerts; absent where there is no store. */
  readonly alerts?: AlertService | undefined;
  /** What administrators see of the server; absent where nobody runs one. */
  readonly operations?: OperationsService | undefined;
  /** Which customers are called big or potential; absent where there is no store. */
  readonly rules?: CustomerRuleService | undefined;
  /** Price changes, outages, campaigns, holidays; absent where there is no store. */
  readonly calendarEvents?: CalendarEventService | undefined;
  /** Aborted when the caller goes away, so that the engine stops working for nobody. */
  readonly signal: AbortSignal;
}
