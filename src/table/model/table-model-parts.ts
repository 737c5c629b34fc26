import type { ScoreNetwork } from "../../models/network.ts";
import type { TableEncoding } from "../encodings/table-encoding.ts";
import type { FitState } from "./fit-state.ts";
import type { TableLayout } from "./table-layout.ts";

/** What a model of a table is made of. */
export interface TableModelParts {
  layout: TableLayout;
  encoding: TableEncoding;
  /** Undefined where no column has anything to learn. */
  network: ScoreNetwork | undefined;
  state: FitState;
}
