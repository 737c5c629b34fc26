import type { Field, FieldType, TableSchema } from "../schema/table-schema.ts";
import { booleanFormat } from "./boolean-format.ts";
import { categoryFormat } from "./category-format.ts";
import { codecOf, type CellFormat, type FieldCodec } from "./field-codec.ts";
import { momentFormat } from "./moment-format.ts";
import { numberFormat } from "./number-format.ts";
import { textFormat } from "./text-format.ts";

/** The formats of a field's cells by its type. */
const FORMATS: Readonly<Record<FieldType, (where: string, field: Field) => CellFormat>> = {
  string: () => textFormat,
  number: (_where, field) => numberFormat(field),
  integer: (_where, field) => numberFormat(field),
  year: (_where, field) => numberFormat(field),
  boolean: (_where, field) => booleanFormat(field),
  date: momentFormat,
  time: momentFormat,
  datetime: momentFormat,
  yearmonth: momentFormat,
};

/**
 * The codec of a field's cells.
 *
 * @param missing  what stands for a missing cell, where the field does not say it itself
 * @throws LangevinError "invalid-argument" for a format that is not understood
 */
export function createFieldCodec(where: string, field: Field, missing: readonly string[] = [""]): FieldCodec {
  const at = `${where}: column ${JSON.stringify(field.name)}`;
  const plain = FORMATS[field.type](at, field);
  const format = field.categories ? categoryFormat(field, plain) : plain;
  return codecOf(field.name, field.missingValues ?? missing, format);
}

/** The codecs of a schema's fields. */
export function createFieldCodecs(where: string, { fields, missingValues }: TableSchema): FieldCodec[] {
  return fields.map((field) => createFieldCodec(where, field, missingValues));
}
