import type { ColumnEvidence } from "./column-evidence.ts";
import { valuesOf } from "./decision.ts";
import type { ColumnStatistics } from "./description.ts";

const TOP = 10;

/** What is counted of a column. */
export function columnStatistics(evidence: ColumnEvidence, sign: "." | ","): ColumnStatistics {
  const { name, rows, present, distinct } = evidence;
  const span = evidence.spans[sign];
  const values = valuesOf(evidence);
  const top = values
    .map(([key, { count }]) => ({ value: String(key), count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, TOP);
  return {
    name,
    missing: rows - present,
    distinct: distinct.isExact ? values.length : distinct.size,
    isEstimate: !distinct.isExact,
    ...(span.low <= span.high && { minimum: span.low, maximum: span.high }),
    top,
  };
}
