import type { Pool } from 'pg';
import { z } from 'zod';
import type { Principal } from '../access/principal.js';
import type { Roles } from '../access/roles.js';
import { TenureError } from '../errors/errors.js';

export const EVENT_KINDS = ['price_change', 'outage', 'campaign', 'holiday', 'other'] as const;
/** Far more than anybody draws on one axis. */
const MOST = 5000;

const eventSchema = z
  .strictObject({
    kind: z.enum(EVENT_KINDS),
    title: z.string().trim().min(1).max(200),
    firstDay: z.iso.date(),
    /** The same as the first where it is not given. */
    lastDay: z.iso.date().nullish(),
    provinces: z.array(z.string().min(1).max(64)).max(64).nullish(),
  })
  .refine(({ firstDay, lastDay }) => !lastDay || lastDay >= firstDay, {
    path: ['lastDay'],
    message: 'lies before firstDay',
  });

/** What happened or will happen to the business: a price change, an outage, a campaign, a holiday. */
export interface CalendarEvent {
  readonly id: string;
  readonly kind: (typeof EVENT_KINDS)[number];
  readonly title: string;
  /** As 2026-03-01; both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Province codes; none where it is about all of them. */
  readonly provinces: readonly string[];
  readonly savedBy: string;
  readonly savedAt: string;
}

export interface Period {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/**
 * The events that a caller may see: those about all provinces, and those about one that the caller answers for. Changing
 * them takes the right `events`; who answers for some provinces changes events of these alone. What a caller may not see
 * does not exist for changes either (NOT_FOUND).
 */
export interface CalendarEventService {
  /** Those with a day in the period, the earliest first. */
  list(principal: Principal, period: Period): Promise<readonly CalendarEvent[]>;
  /** A new one, or the one of that id changed. Throws FORBIDDEN, NOT_FOUND, BAD_REQUEST, TOO_MANY. */
  save(principal: Principal, event: unknown, id?: string | null): Promise<CalendarEvent>;
  remove(principal: Principal, id: string): Promise<void>;
}

const COLUMNS = `id, kind, title, to_char(first_day, 'YYYY-MM-DD') as "firstDay", to_char(last_day, 'YYYY-MM-DD') as "lastDay",
  provinces, saved_by as "savedBy", to_char(saved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "savedAt"`;

const idSchema = z.guid();

export function createCalendarEvents(pool: Pool, rolesNow: () => Roles): CalendarEventService {
  /** Provinces that the caller is limited to; null for none. Throws FORBIDDEN without the right. */
  const editor = (principal: Principal) => {
    rolesNow().require(principal, 'events');
    return limitOf(rolesNow(), principal);
  };
  return {
    async list(principal, { from, to }) {
      const { rows } = await pool.query<CalendarEvent>(
        `select ${COLUMNS} from calendar_event
         where ($1::date is null or last_day >= $1) and ($2::date is null or first_day <= $2)
           and ($3::text[] is null or provinces = '{}' or provinces && $3)
         order by first_day, last_day, title, id`,
        [dayOf(from), dayOf(to), limitOf(rolesNow(), principal)],
      );
      return rows;
    },
    async save(principal, given, id = null) {
      const limit = editor(principal);
      const { kind, title, firstDay, lastDay, provinces } = parseEvent(given);
      const about = [...new Set(provinces ?? [])].sort();
      if (limit && (about.length === 0 || about.some((one) => !limit.includes(one))))
        throw new TenureError(
          'FORBIDDEN',
          'You may save events of your own provinces only: name one or more of them in provinces.',
        );
      const values = [kind, title, firstDay, lastDay ?? firstDay, about, principal.user];
      if (id !== null) {
        const { rows } = await pool.query<CalendarEvent>(
          `update calendar_event set kind = $1, title = $2, first_day = $3, last_day = $4, provinces = $5, saved_by = $6, saved_at = now()
           where id = $7 and ($8::text[] is null or (provinces <> '{}' and provinces <@ $8)) returning ${COLUMNS}`,
          [...values, known(id), limit],
        );
        return rows[0] ?? notFound();
      }
      const { rows } = await pool.query<CalendarEvent>(
        `insert into calendar_event (kind, title, first_day, last_day, provinces, saved_by)
         select $1, $2, $3::date, $4::date, $5::text[], $6 where (select count(*) from calendar_event) < $7 returning ${COLUMNS}`,
        [...values, MOST],
      );
      const [saved] = rows;
      if (!saved) throw new TenureError('TOO_MANY', `There are ${MOST} events; remove some first.`);
      return saved;
    },
    async remove(principal, id) {
      const limit = editor(principal);
      const { rowCount } = await pool.query(
        `delete from calendar_event where id = $1 and ($2::text[] is null or (provinces <> '{}' and provinces <@ $2))`,
        [known(id), limit],
      );
      if (rowCount !== 1) notFound();
    },
  };
}

/** A caller with a role that no claim on provinces limits sees all events. */
function limitOf(roles: Roles, principal: Principal): readonly string[] | null {
  const groups = roles.groupsOf(principal);
  const own = roles.all.filter(({ name }) => groups.includes(name));
  return own.length > 0 && own.some(({ limitedBy }) => limitedBy !== 'provinces') ? null : principal.provinces;
}

const notFound = (): never => {
  throw new TenureError('NOT_FOUND', 'There is no such event.');
};

function known(id: string): string {
  return idSchema.safeParse(id).success ? id : notFound();
}

/** A month stands for its first day. */
function dayOf(date: string | null | undefined): string | null {
  if (!date) return null;
  const parsed = z.iso.date().safeParse(date.length === 7 ? `${date}-01` : date);
  if (parsed.success) return parsed.data;
  throw new TenureError('BAD_REQUEST', `There is no day ${date}.`);
}

function parseEvent(given: unknown): z.infer<typeof eventSchema> {
  const parsed = eventSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TenureError('BAD_REQUEST', `The event cannot be read: ${issue?.path.join('.')} ${issue?.message}.`);
}
