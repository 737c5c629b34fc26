import { describe, expect, it } from "vitest";
import { writeReport } from "../../../src/evaluation/report/write-report.ts";
import type { TableEvaluation } from "../../../src/evaluation/table-evaluation.ts";
import { evaluationOf } from "./fixture.ts";
import { mistakesOfNesting, numbersOf, partsOf } from "./page.ts";

const bytesOf = (page: string): number => Buffer.byteLength(page);
const page = writeReport(evaluationOf({ columns: 5 }));

/** Names of columns that would be markup, or would turn the text around them. */
const hostile = [
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '" onload="alert(1)',
  "' onload='alert(1)",
  "</style><style>*{display:none}",
  "<!--",
  "-->]]>",
  "&lt;b&gt; &amp;",
  "${alert(1)} {{alert(1)}}",
  "\u202eתיבה\u202d",
  "العمر",
  "👩‍👩‍👧‍👦".repeat(40),
  "\ud800 alone",
  "\0\x01\x1b[31m",
  "",
  "https://example.com/?a=1&b=2",
  "x".repeat(1000),
];

describe("size: at most 1,000,000 bytes", () => {
  it.each([
    ["200 columns, 19,900 pairs", { columns: 200 }],
    ["600 columns, 179,700 pairs", { columns: 600 }],
    ["1,000 levels and bins", { columns: 20, levels: 1000, bins: 1000 }],
    ["names of 1,000 characters that need escaping", { columns: 200, nameOf: (i: number) => `"'😀<`.repeat(200) + i }],
  ])("%s", (_, options) => {
    const page = writeReport(evaluationOf(options));
    expect(bytesOf(page)).toBeLessThanOrEqual(1_000_000);
    expect(mistakesOfNesting(page)).toEqual([]);
    expect(numbersOf(page)).toHaveProperty("scores.shape.value");
  });

  it("all numbers of 200 columns are in it", () => {
    const evaluation = evaluationOf({ columns: 200 });
    const numbers = numbersOf(writeReport(evaluation)) as { pairs: { scores: number[][] }; leftOut?: unknown };
    expect(numbers.leftOut).toBeUndefined();
    expect(numbers.pairs.scores.flat()).toHaveLength(19_900);
    for (const { columns, score } of evaluation.pairs.filter((_, i) => i % 997 === 0)) {
      const [i, j] = columns.map((name) => Number(name.slice("column_".length)));
      expect(numbers.pairs.scores[j][i]).toBeCloseTo(score!, 4);
    }
  });

  it("what is left out of the numbers is named, and a page of long texts alone stays small", () => {
    const evaluation = evaluationOf({ columns: 5 });
    const page = writeReport({
      ...evaluation,
      warnings: Array.from({ length: 1000 }, (_, i) => `${i} `.repeat(200)),
      settings: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`setting ${i}`, "&".repeat(500)])),
    });
    expect(bytesOf(page)).toBeLessThanOrEqual(1_000_000);
    expect(numbersOf(page).leftOut).toContain("warnings");
  });
});

describe("what the page may do", () => {
  it("nothing is fetched, run or sent", () => {
    for (const { name, attributes } of partsOf(page).tags) {
      expect(["script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image"]).not.toContain(
        name === "script" && attributes.type === "application/json" ? "" : name,
      );
      for (const [key, value] of Object.entries(attributes)) {
        expect(key).not.toMatch(/^(on|src|style|xlink|data$|action|srcset|poster)/);
        if (key === "href") expect(value).toMatch(/^#/);
      }
    }
    expect(/https?:|url\(|@import|@font-face|\/\/[a-z]/.exec(page)).toBeNull();
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
  });

  it("links lead to parts of the page, and ids are there once", () => {
    const { tags } = partsOf(page);
    const ids = tags.flatMap(({ attributes }) => (attributes.id === undefined ? [] : [attributes.id]));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const { attributes } of tags) {
      if (attributes.href !== undefined) expect(ids).toContain(attributes.href.slice(1));
      for (const id of attributes["aria-labelledby"]?.split(" ") ?? []) expect(ids).toContain(id);
    }
  });

  it("names that are markup are shown as they are", () => {
    const evaluation = evaluationOf({ columns: hostile.length, nameOf: (i) => hostile[i] });
    evaluation.columns[2].bars.labels[1] = "</table><script>alert(2)</script>";
    const page = writeReport(
      { ...evaluation, verdict: hostile[0], warnings: hostile, settings: { [hostile[1]]: hostile[2] } },
      { title: hostile[0] },
    );
    expect(mistakesOfNesting(page)).toEqual([]);
    const { tags, text } = partsOf(page);
    expect(tags.filter(({ name }) => name === "script")).toHaveLength(1);
    expect(tags.filter(({ name }) => name === "style" || name === "img")).toHaveLength(1);
    expect(tags.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => key.startsWith("on"))).toEqual([]);
    for (const name of hostile.slice(0, 9)) expect(text.includes(name), name).toBe(true);
    expect(page.toLowerCase().match(/<\/script/g)).toHaveLength(1);
    expect(/[\0\x01\x1b]|\p{Surrogate}/u.test(page)).toBe(false);
    expect(text.includes("x".repeat(301))).toBe(false);
    expect((numbersOf(page).columns as { name: string }[]).map(({ name }) => name)).toEqual(hostile);
  });

  it("names stand apart from the direction of what is around them", () => {
    const evaluation = evaluationOf({ columns: 3, nameOf: (i) => ["\u202eab", "عمر", "c"][i] });
    const page = writeReport(evaluation).replace(/<script[\s\S]*?<\/script>/, "");
    for (const [around] of page.matchAll(/.{5}\u202eab/g)) expect(around).toMatch(/<bdi>|\u2068|">\u202e/);
  });
});

describe("what is in the page", () => {
  const evaluation = evaluationOf({ columns: 5 });
  const { text } = partsOf(page);

  it("every number of scores, with its error, floor and ceiling", () => {
    for (const { title, value, error, floor, ceiling } of Object.values(evaluation.scores)) {
      expect(text).toContain(title);
      expect(text).toContain(`${value!.toFixed(3)} ± ${error!.toFixed(3)} `);
      for (const end of [floor, ceiling]) expect(text).toContain(end!.toFixed(3));
    }
    expect(numbersOf(page).scores).toMatchObject(
      JSON.parse(JSON.stringify(evaluation.scores, (_, n: unknown) => (typeof n === "number" ? expectClose(n) : n))),
    );
  });

  it("bars of errors are whole: as long to the left of the dot as to the right", () => {
    const { scores } = evaluation;
    // Below its floor, above its ceiling, and with an error larger than what is between
    const odd = { ...evaluation, scores: {
      shape: { ...scores["shape"], value: 0.3, error: 0.2, floor: 0.4, ceiling: 0.9 },
      trend: { ...scores["trend"], value: 0.95, error: 0.1, floor: 0.4, ceiling: 0.9 },
      c2st: { ...scores["c2st"], value: 0.5, error: 0.5, floor: 0.4, ceiling: 0.6 },
    } }; // prettier-ignore
    const bars = [
      ...writeReport(odd).matchAll(/class="error" d="M([\d.]+) 12L([\d.]+) 12"\/>\s*<circle cx="([\d.]+)"/g),
    ];
    expect(bars.length).toBeGreaterThan(3);
    for (const [, from, to, dot] of bars) {
      // Coordinates have one digit behind the point
      expect(Math.abs(Number(dot) - Number(from) - (Number(to) - Number(dot)))).toBeLessThan(0.25);
      expect(Number(to) > Number(from)).toBe(true);
    }
  });

  it("the verdict, warnings, columns, pairs, targets, attacks, rules and settings", () => {
    const { verdict, warnings, columns, pairs, usefulness, privacy, validity, settings } = evaluation;
    for (const part of [verdict, ...warnings, ...columns.map(({ name }) => name), ...Object.keys(settings)])
      expect(text).toContain(part);
    for (const { learnedFrom, errors } of usefulness)
      for (const from of ["real", "synthetic", "independent"] as const)
        expect(text).toContain(`${learnedFrom[from].toFixed(3)} ± ${errors[from].toFixed(3)} `);
    for (const { score, error, floor, ceiling } of pairs)
      expect(text).toContain(
        `${score!.toFixed(3)} ± ${error!.toFixed(3)} ${floor!.toFixed(3)} ${ceiling!.toFixed(3)} `,
      );
    for (const { name, auc, error } of privacy.attacks) {
      expect(text).toContain(name);
      expect(text).toContain(`${auc.toFixed(3)} ± ${error.toFixed(3)}`);
    }
    for (const { rule } of validity) expect(text).toContain(rule);
    expect(text).toContain("synthetic rows 4.37 % held-out rows 3.91 %");
    expect(text).toContain("Distances: a smoke test, not evidence of privacy");
    expect(text).toContain("No differential privacy");
  });

  it("every picture has a title and a description, or is hidden from those who do not see it", () => {
    const pictures = partsOf(page).tags.filter(({ name }) => name === "svg");
    expect(pictures.length).toBeGreaterThan(20);
    for (const { attributes } of pictures)
      expect(attributes["aria-hidden"] ?? attributes.role).toBe(attributes["aria-hidden"] ? "true" : "img");
  });

  it("tables have captions, headings of columns and of rows", () => {
    const tables = page.match(/<table>[\s\S]*?<\/table>/g)!;
    expect(tables.length).toBeGreaterThan(8);
    for (const table of tables) {
      expect(table).toMatch(/<caption>\S/);
      const rows = table.split("<tr>").slice(1);
      const columns = rows[0].split('<th scope="col">').length - 1;
      for (const row of rows.slice(1)) {
        expect(row).toMatch(/^<th scope="row">/);
        expect(row.split("<td>").length).toBe(columns);
      }
    }
  });

  it("an evaluation without held-out rows, pairs, targets, rules and figures", () => {
    const nothing = { value: null, error: null, floor: null, ceiling: null };
    const bare: TableEvaluation = {
      ...evaluation,
      scores: { shape: { title: "Shape", meaning: "", ...nothing } },
      rows: { real: 1, synthetic: 1, holdout: 0, used: 1 },
      columns: [
        {
          ...evaluation.columns[0],
          shape: { ...evaluation.columns[0].shape, ...nothing },
          bars: { labels: [], real: [], synthetic: [] },
        },
      ],
      pairs: [],
      giveaways: [],
      usefulness: [],
      privacy: {
        copies: {
          estimated: false,
          synthetic: 0,
          heldOut: null,
          rare: 0,
          combinations: { synthetic: null, heldOut: null },
        },
        distances: { share: null, below2: null, below5: null, copyingZ: null },
        attacks: [],
        attributes: [],
      },
      validity: [],
      warnings: [],
      settings: {},
    };
    const page = writeReport(bare);
    expect(mistakesOfNesting(page)).toEqual([]);
    expect(/NaN|undefined|null|Infinity|\[object/.exec(partsOf(page).text)).toBeNull();
  });

  it("the same evaluation gives the same text, and is left as it was", () => {
    const evaluation = evaluationOf({ columns: 5 });
    const before = JSON.stringify(evaluation);
    expect(writeReport(evaluation) === page).toBe(true);
    expect(JSON.stringify(evaluation)).toBe(before);
  });

  it("a title of one's own; others and unknown options are refused", () => {
    expect(writeReport(evaluation, { title: "Penguins & co" })).toContain("<title>Penguins &amp; co</title>");
    for (const title of ["", 7, null])
      expect(() => writeReport(evaluation, { title: title as string })).toThrow(
        /^writeReport: expected title a text, got/,
      );
    expect(() => writeReport(evaluation, { titel: "x" } as object)).toThrow(/expected option "title", got "titel"/);
  });
});

/** The number as the page has it: five digits. */
function expectClose(n: number): number {
  return Number(n.toPrecision(5));
}
