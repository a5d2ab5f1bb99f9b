/**
 * Functions of the engine that a mapping may use: they look at nothing but their arguments, and cannot read files, tables or
 * clocks. `docs/loading-data.md` lists them by these groups.
 */
export const FUNCTION_GROUPS = {
  'Choosing and comparing':
    'and coalesce empty equals greater greaterOrEquals greatest if ifNull in isNotNull isNull least less lessOrEquals like multiIf not notEmpty notEquals notIn notLike nullIf or transform',
  Text: `concat concatWithSeparator endsWith extract initcap left length lengthUTF8 lower lowerUTF8 lpad match leftPad position
    replaceAll replaceOne replaceRegexpAll replaceRegexpOne reverse right rightPad round rpad splitByChar splitByString startsWith substring
    substringUTF8 arrayElement arrayStringConcat trimBoth trimLeft trimRight upper upperUTF8 JSONExtractBool JSONExtractFloat JSONExtractInt
    JSONExtractString`,
  Numbers: `abs accurateCastOrNull assumeNotNull CAST ceil divide floor intDiv minus modulo multiply negate plus toDecimal64
    toDecimal64OrNull toDecimal64OrZero toFloat64 toFloat64OrNull toFloat64OrZero toInt32 toInt32OrNull toInt32OrZero toInt64 toInt64OrNull
    toInt64OrZero toUInt8 toUInt8OrNull toUInt8OrZero toUInt16 toUInt16OrNull toUInt16OrZero toUInt32 toUInt32OrNull toUInt32OrZero toUInt64
    toUInt64OrNull toUInt64OrZero toString`,
  'Days and times': `addDays addHours addMinutes addMonths addSeconds addYears dateDiff formatDateTime fromUnixTimestamp
    fromUnixTimestamp64Milli parseDateTime parseDateTime64BestEffortOrNull parseDateTimeBestEffort parseDateTimeBestEffortOrNull
    parseDateTimeInJodaSyntaxOrNull parseDateTimeOrNull subtractDays subtractHours subtractMinutes subtractMonths subtractSeconds
    subtractYears toDate toDateOrNull toDateTime toDateTime64 toDateTime64OrNull toDateTimeOrNull toDayOfMonth toHour toIntervalDay
    toIntervalHour toIntervalMinute toIntervalMonth toIntervalSecond toIntervalYear toLastDayOfMonth toMonth toStartOfDay toStartOfMonth
    toTimeZone toUnixTimestamp toYear`,
} as const;

export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(
  Object.values(FUNCTION_GROUPS).flatMap((names) => names.split(/\s+/)),
);
