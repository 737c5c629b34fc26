// What a cell shows, as HTML.
import { formatEntry, formatNumber } from "../describe.ts";
import type { NamedNumber, Output, Table } from "../outputs.ts";
import { escapeHtml } from "./escape.ts";
import { drawPlot, type Language } from "./plot.ts";

/** All outputs but sliders, lines of the console and the bits, which the page has places of its own for. */
export function drawOutputs(outputs: readonly Output[], language: Language): string {
  const parts: string[] = [];
  outputs.forEach((output, i) => {
    const [before, after] = [outputs[i - 1]?.kind, outputs[i + 1]?.kind];
    // Neighbors of one kind stand together
    if (output.kind === "plot")
      parts.push(group("div", "cell-plots", drawPlot(output, language), before, after, "plot"));
    if (output.kind === "number")
      parts.push(group("dl", "cell-numbers", drawNumber(output, language), before, after, "number"));
    if (output.kind === "table") parts.push(drawTable(output, language));
    if (output.kind === "text") parts.push(`<p>${escapeHtml(language.translate(output.text))}</p>`);
  });
  return parts.join("");
}

function group(tag: string, name: string, html: string, before: unknown, after: unknown, kind: string): string {
  return `${before === kind ? "" : `<${tag} class="${name}">`}${html}${after === kind ? "" : `</${tag}>`}`;
}

function drawNumber({ name, value, exact }: NamedNumber, { words, translate }: Language): string {
  const beside = exact === undefined ? "" : ` <span>${escapeHtml(words.exactly(formatNumber(exact)))}</span>`;
  return `<div><dt>${escapeHtml(translate(name))}</dt><dd>${formatNumber(value)}${beside}</dd></div>`;
}

function drawTable({ title, columns, rows }: Table, { translate }: Language): string {
  const cells = (tag: string, entries: readonly (string | number)[]): string =>
    entries
      .map((entry) => {
        const text = typeof entry === "string" ? translate(entry) : formatEntry(entry);
        if (text === "") return "<td></td>";
        return `<${tag}${tag === "th" ? ' scope="col"' : typeof entry === "number" ? ' class="number"' : ""}>${escapeHtml(text)}</${tag}>`;
      })
      .join("");
  const caption = title ? `<caption>${escapeHtml(translate(title))}</caption>` : "";
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("");
  return `<div class="cell-table" tabindex="0"><table>${caption}<thead><tr>${cells("th", columns)}</tr></thead><tbody>${body}</tbody></table></div>`;
}
