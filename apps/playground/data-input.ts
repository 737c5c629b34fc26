import { shorten } from "../main-job/table.ts";
import type { DataSpec } from "./data-spec.ts";
import { densities, isDensityName } from "./densities.ts";
import { element, fillSelect } from "./elements.ts";
import { readImage } from "./image.ts";
import { InputError } from "./input-error.ts";
import { DataTiles } from "./panels/data-tiles.ts";
import { DrawingPad } from "./panels/drawing-pad.ts";
import type { NumberTable } from "./number-table.ts";
import { tableSpec } from "./table.ts";
import { thumbnailOf } from "./thumbnails.ts";

const CSV_ADVICE = "Choose a CSV file with two or more columns of numbers and at least 50 rows.";

const SHOWN_NOTES = 6;

/** A line that stands for drawings. */
const SQUIGGLE = Uint8Array.from({ length: 400 }, (_, i) =>
  i % 2 === 0 ? 40 + 0.44 * i : 128 + 70 * Math.sin(i / 32) * (1.2 - i / 400),
);

/** Where data come from: a density, the drawing pad, or a file. */
export class DataInput {
  private readonly tiles: DataTiles;
  private readonly file = element<HTMLInputElement>("file");
  private readonly note = element("data-note");
  private readonly columns = [element<HTMLSelectElement>("column-x"), element<HTMLSelectElement>("column-y")];
  private readonly pad = new DrawingPad(element("pad"), element("clear"));
  private readonly parse: (file: File) => Promise<NumberTable>;
  private table: NumberTable | undefined;
  /** What is said about the file under its name. */
  private fileNote = "";
  /** Data of the entry that stands for a file or a link's data. */
  private loaded: DataSpec | undefined;

  /** @param onChosen called when there is something new to train on; on a drawing, one trains when it is ready */
  constructor(parse: (file: File) => Promise<NumberTable>, onChosen: () => void) {
    this.parse = parse;
    this.tiles = new DataTiles(element("data"), element("data-name"), () => {
      this.show();
      if (this.tiles.value !== "drawing") onChosen();
    });
    for (const [name, { label }] of Object.entries(densities))
      if (isDensityName(name)) this.tiles.put(name, label, thumbnailOf({ kind: "density", name }));
    this.tiles.put("drawing", "A drawing of your own", thumbnailOf({ kind: "drawing", dabs: SQUIGGLE }));
    for (const column of this.columns)
      column.addEventListener("change", () => {
        this.loaded = undefined;
        onChosen();
      });
  }

  /** Calls `take` with every file that is chosen or dropped. */
  onFile(take: (file: File) => void): void {
    const hint = element("drop-hint");
    this.file.addEventListener("change", () => {
      const [file] = this.file.files ?? [];
      if (file) take(file);
      this.file.value = ""; // the same file may be chosen again
    });
    addEventListener("dragover", (event) => {
      event.preventDefault();
      hint.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) hint.hidden = true;
    });
    addEventListener("drop", (event) => {
      event.preventDefault();
      hint.hidden = true;
      const file = event.dataTransfer?.files[0];
      if (file) take(file);
    });
  }

  /** @throws {@link InputError} when there is nothing to learn from yet */
  spec(): DataSpec {
    const { value } = this.tiles;
    if (isDensityName(value)) return { kind: "density", name: value };
    if (value === "drawing") {
      const { count, dabs } = this.pad.drawing;
      if (count === 0)
        throw new InputError("The drawing is empty. Draw a line or a few dots on the sheet above, then train.");
      return { kind: "drawing", dabs };
    }
    if (!this.loaded && this.table) {
      const [x, y] = this.columns.map((select) => Number(select.value));
      if (x === y) throw new InputError("Both axes show the same column. Choose another one for one of them.");
      const { spec, note } = choose(this.table, x, y);
      this.loaded = spec;
      this.fileNote = note;
      this.show();
    }
    return this.loaded!;
  }

  /** Shows data that came with a link. */
  load(spec: DataSpec): void {
    if (spec.kind === "density") this.tiles.value = spec.name;
    else if (spec.kind === "drawing") {
      this.pad.load(spec.dabs);
      this.tiles.value = "drawing";
    } else {
      const what = spec.kind === "image" ? "An image" : `A table: ${spec.columns.join(", ")}`;
      this.addFile(`${what} (from the link)`, "", spec);
    }
    this.show();
  }

  /** @throws {@link InputError} for a file that cannot be used; what was chosen before stays chosen */
  async read(file: File): Promise<void> {
    if (file.type.startsWith("image/")) {
      const { spec, note } = await readImage(file);
      this.addFile(file.name, note, spec);
    } else {
      const table = await this.parse(file).catch((error: Error) => {
        throw new InputError(`${error.message} ${CSV_ADVICE}`, { cause: error });
      });
      if (table.columns.length < 2)
        throw new InputError(
          `${file.name} has one column of numbers only, ${shorten(table.columns[0])}. ${CSV_ADVICE}`,
        );
      const { spec, note } = choose(table, 0, 1);
      this.addFile(file.name, note, spec, table);
    }
    this.show();
  }

  private addFile(name: string, note: string, spec: DataSpec, table?: NumberTable): void {
    this.loaded = spec;
    this.table = table;
    this.tiles.put("file", name, thumbnailOf(spec));
    this.tiles.value = "file";
    this.fileNote = note;
    if (!table) return;
    this.columns.forEach((select, k) => {
      fillSelect(
        select,
        table.columns.map((column, j) => [String(j), column]),
      );
      select.value = String(k);
    });
  }

  private show(): void {
    const { value } = this.tiles;
    element("pad-area").hidden = value !== "drawing";
    element("column-area").hidden = value !== "file" || !this.table || this.table.columns.length < 3;
    this.note.textContent = value === "file" ? this.fileNote : "";
  }
}

/** Two columns of a table, and what became of the rest. */
function choose(table: NumberTable, x: number, y: number): { spec: DataSpec; note: string } {
  const { spec, note } = tableSpec(table, x, y);
  const notes = table.notes.slice(0, SHOWN_NOTES).map((what) => ` ${what[0].toUpperCase()}${what.slice(1)}.`);
  return { spec, note: note + notes.join("") };
}
