/** Characters of the bytes 0x80 to 0x9f; all other bytes are their own. Engines disagree: some take these for Latin-1. */
const special =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** Windows-1252 as the web has it: TextDecoder of that label, the same on every engine. */
export const windows1252 = {
  encoding: "windows-1252",
  decode(bytes: Uint8Array): string {
    let text = "";
    for (let at = 0; at < bytes.length; at += 4096)
      text += String.fromCharCode(...bytes.subarray(at, at + 4096)).replace(/[\x80-\x9f]/g, (sign) => special[sign.charCodeAt(0) - 0x80]); // prettier-ignore
    return text;
  },
} as const;
