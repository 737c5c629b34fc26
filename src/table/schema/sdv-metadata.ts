/** A column of SDV's metadata. `sdtype` is numerical, datetime, categorical, boolean, id, unknown, or a kind of personal data. */
export interface SdvColumn {
  sdtype: string;
  computer_representation?: string;
  datetime_format?: string;
  regex_format?: string;
  order?: (string | number | boolean | null)[];
  order_by?: string;
  pii?: boolean;
}

/** A table of SDV's metadata. */
export interface SdvTable {
  primary_key?: string | string[];
  columns: Record<string, SdvColumn>;
}

/** SDV's metadata of one table or several, as its `save_to_json` writes it. */
export type SdvMetadata =
  | { METADATA_SPEC_VERSION: "V1"; tables: Record<string, SdvTable>; relationships?: unknown[] }
  | ({ METADATA_SPEC_VERSION: "SINGLE_TABLE_V1" } & SdvTable);
