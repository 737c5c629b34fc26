/** A table of people as a German spreadsheet writes it: semicolons, decimal commas, CRLF, Windows-1252, gaps, days and ids. */
export function people(count: number): Uint8Array {
  const cities = ["Köln", "Bonn", "Münster", "Essen"];
  const rows = Array.from({ length: count }, (_, i) => {
    const u = ((i * 7919) % 1009) / 1009;
    const v = ((i * 104729) % 997) / 997;
    const city = cities[Math.floor(u * u * 4)];
    const age = 18 + Math.floor(60 * v);
    const income = i % 7 === 3 ? "" : (1000 + 40 * age + 500 * u).toFixed(2).replace(".", ",");
    const day = `${String(1 + (i % 28)).padStart(2, "0")}.0${1 + (i % 9)}.2024`;
    return [`P${String(i + 1).padStart(4, "0")}`, city, age, income, day, v > 0.5 ? "ja" : "nein"].join(";");
  });
  const text = ["id;Stadt;Alter;Einkommen;seit;Mitglied", ...rows].map((line) => `${line}\r\n`).join("");
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0)); // all of it is in Latin-1
}

export const header = "id;Stadt;Alter;Einkommen;seit;Mitglied";

/** A row of {@link people}, made or real: nothing impossible in it. */
export const row =
  /^P\d{4,};(Köln|Bonn|Münster|Essen);(1[89]|[2-7]\d);(\d{4},\d{2})?;(0[1-9]|[12]\d|3[01])\.0[1-9]\.2024;(ja|nein)$/;

/** The lines of a file as the spreadsheet writes it. */
export function linesOf(bytes: Uint8Array): string[] {
  const text = new TextDecoder("windows-1252").decode(bytes);
  return text.split("\r\n").slice(0, -1);
}
