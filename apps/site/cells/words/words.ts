/** All words that the runtime of cells adds to a page. A language is a file beside this one and a line in index.ts. */
export interface Words {
  // Buttons and fields
  run: string;
  stop: string;
  edit: string;
  reset: string;
  /** Name of the editor and of the code. */
  code: string;
  /** How the keyboard leaves the editor, in which Tab indents. */
  editorHelp: string;
  result: string;
  console: string;
  // State
  running: string;
  stopped: string;
  done(seconds: string): string;
  line(line: number, message: string): string;
  noWorker: string;
  // Bits
  agree(bits: string): string;
  differ(bits: string, golden: string): string;
  edited(bits: string, golden: string): string;
  moved(bits: string, golden: string): string;
  recorded(golden: string): string;
  // What is shown, in words
  exactly(value: string): string;
  plot: string;
  axes(x: string, y: string): string;
  named(name: string, what: string): string;
  points(count: number, mean: string): string;
  paths(count: number): string;
  curve(from: string, to: string, low: string, high: string): string;
  histogram(highest: string, at: string): string;
  field(count: number): string;
  heat(low: string, high: string): string;
  bars(values: string): string;
}
