/** A column of SDV's metadata. `sdtype` is numerical, datetime, categorical, boolean, id, unknown, or a kind of personal data. */
export interface SdvColumn {
  /** What the column is, in SDV's words. */
  sdtype: string;
  /** How its numbers are stored. */
  computer_representation?: string;
  /** The strptime pattern of its moments. */
  datetime_format?: string;
  /** What its texts look like. */
  regex_format?: string;
  /** Its levels in their order. */
  order?: (string | number | boolean | null)[];
  /** How levels without one are ordered. */
  order_by?: string;
  /** Whether it is personal data. */
  pii?: boolean;
}

/** A table of SDV's metadata. */
export interface SdvTable {
  /** Columns that tell rows apart. */
  primary_key?: string | string[];
  /** The columns by name. */
  columns: Record<string, SdvColumn>;
}

/** SDV's metadata of one table or several, as its `save_to_json` writes it. */
export type SdvMetadata =
  | {
      /** Metadata of several tables. */
      METADATA_SPEC_VERSION: "V1";
      /** The tables by name. */
      tables: Record<string, SdvTable>;
      /** How tables hang together; not read. */
      relationships?: unknown[];
    }
  | ({
      /** Metadata of one table. */
      METADATA_SPEC_VERSION: "SINGLE_TABLE_V1";
    } & SdvTable);
