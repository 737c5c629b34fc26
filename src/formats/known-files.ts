/** First bytes of files that are no text (a character each), what they are, and what makes a table of them. */
const magics: [bytes: string, what: string, advice: string][] = [
  ["PK\x03\x04", "an Excel workbook (.xlsx) or another zip archive", "open it and save its table as CSV"],
  ["\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "open it and save its table as CSV"],
  ["\x1f\x8b", "compressed by gzip", "unpack it with gunzip"],
  ["BZh", "compressed by bzip2", "unpack it with bunzip2"],
  ["\xfd\x37\x7a\x58\x5a", "compressed by xz", "unpack it with unxz"],
  ["\x28\xb5\x2f\xfd", "compressed by zstd", "unpack it with unzstd"],
  ["PAR1", "a Parquet file", "export it as CSV"],
  ["ARROW1", "an Arrow file", "export it as CSV"],
  ["SQLite format 3", "an SQLite database", "export one of its tables as CSV"],
  ["\x93NUMPY", "a NumPy array", "write it with numpy.savetxt"],
  ["\x89\x48\x44\x46", "an HDF5 file", "export one of its tables as CSV"],
  ["%PDF", "a PDF document", "look for its data as CSV"],
  ["\x89PNG", "a PNG image", "choose a CSV file"],
  ["\xff\xd8\xff", "a JPEG image", "choose a CSV file"],
  ["GIF8", "a GIF image", "choose a CSV file"],
];

const texts: [start: RegExp, what: string, advice: string][] = [
  [
    /^\s*(\{\s*("|\}|$)|\[\s*([{["\d\]-]|$))/,
    "JSON",
    "write its rows as CSV: a line each, the values separated by commas",
  ],
  [/^\s*<(!doctype html|html|head|body)/i, "a web page", "download the file itself, often behind a link named “raw”"],
  [/^\s*<\?xml/i, "XML", "write its rows as CSV"],
];

/** What a file is, by its first bytes, and what to do about it, if it is something well known that is no table. */
export function recognize(head: Uint8Array): string | undefined {
  const bytes = String.fromCharCode(...head.subarray(0, 32));
  const text = new TextDecoder().decode(head.subarray(0, 4096));
  const found = magics.find(([start]) => bytes.startsWith(start)) ?? texts.find(([start]) => start.test(text));
  return found && `${found[1]}, not a CSV file: ${found[2]}`;
}
