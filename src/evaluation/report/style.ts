import type { Markup } from "./markup/markup.ts";

/** The page's look, light and dark, on screens and on paper. Text has a contrast of 4.5 : 1 and more. */
export const style: Markup = {
  html: `
:root { color-scheme: light dark; --background: #f5f6f7; --surface: #fff; --line: #d4d8dd; --text: #1c1e21; --quiet: #555b63; --accent: #1b3a5c; --real: #1b3a5c; --real-area: #b9c6d6; --synthetic: #a63d1e; --warning: #7a4a00;
  --heat-0: #e4edf5; --heat-1: #c8dcec; --heat-2: #9fc2de; --heat-3: #6b9dc7; --heat-4: #3b72a5; --heat-5: #1f4d7d; --heat-6: #11304f; --heat-7: #081a2e;
  --less-3: #1f4d7d; --less-2: #6b9dc7; --less-1: #c8dcec; --more-1: #f3cfc2; --more-2: #d98263; --more-3: #a63d1e; }
@media screen and (prefers-color-scheme: dark) { :root { --background: #121518; --surface: #1a1e22; --line: #343a41; --text: #e8eaed; --quiet: #a8afb8; --accent: #9cc0e6; --real: #9cc0e6; --real-area: #3d5166; --synthetic: #f2916e; --warning: #f0c274;
  --heat-0: #20272e; --heat-1: #26384a; --heat-2: #2f4f6e; --heat-3: #3d6c98; --heat-4: #5a92c6; --heat-5: #8bb9e4; --heat-6: #bfdcf7; --heat-7: #e8f4ff;
  --less-3: #9cc0e6; --less-2: #4f7ba6; --less-1: #2b4158; --more-1: #553226; --more-2: #ad6244; --more-3: #f2916e; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--background); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 .25rem; }
h3.title { margin: 1.5rem 0 .25rem; font-size: 1.1rem; }
p { margin: .25rem 0 .5rem; max-width: 46rem; }
ul { padding-left: 1.25rem; margin: .25rem 0 .5rem; max-width: 46rem; }
small { display: block; font-size: .8125rem; color: var(--quiet); font-weight: normal; }
code { font-size: .8125rem; color: var(--quiet); font-weight: normal; }
a { color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .875rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--surface); padding: .5rem; }
main:focus { outline: none; }
.verdict { font-size: 1.5rem; line-height: 1.35; margin: 1.25rem 0 .75rem; font-weight: 600; }
.quiet { color: var(--quiet); font-size: .875rem; }
.warnings { color: var(--warning); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: .75rem; margin: .75rem 0; align-items: start; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; min-width: 0; break-inside: avoid; }
.piles { columns: 20rem; column-gap: .75rem; margin: .75rem 0; }
.piles .card { margin-bottom: .75rem; }
.card.wide { margin: .75rem 0; }
.card p { font-size: .875rem; }
.card .value { font-size: 1.75rem; line-height: 1.2; margin: 0; font-variant-numeric: tabular-nums; }
.card .value small { display: inline; font-size: .875rem; }
.card .ends { display: flex; justify-content: space-between; gap: 1rem; font-size: .75rem; color: var(--quiet); margin: 0 0 .5rem; line-height: 1.3; }
.ends span:last-child { text-align: right; }
table { border-collapse: collapse; width: 100%; max-width: 56rem; margin: .5rem 0; font-size: .875rem; font-variant-numeric: tabular-nums; background: var(--surface); }
.card table { margin: .25rem 0; }
caption { text-align: left; color: var(--quiet); font-size: .8125rem; padding: .25rem 0; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { text-align: left; font-weight: 600; }
tbody th { font-weight: normal; min-width: 6rem; }
thead th { color: var(--quiet); font-size: .8125rem; vertical-align: bottom; }
thead th + th { overflow-wrap: normal; }
thead th + th, td { text-align: right; }
td { white-space: nowrap; overflow-wrap: normal; }
svg { display: block; width: 100%; height: auto; }
.scale { max-width: 26rem; }
.scale.mark { display: inline-block; width: 6px; height: 12px; margin-right: .25rem; vertical-align: -.1rem; }
.scale path { stroke-width: 2; fill: none; }
.scale .frame { stroke: var(--line); }
.scale .span { stroke: var(--real-area); stroke-width: 8; }
.scale .floor { stroke: var(--quiet); stroke-dasharray: 3 2; }
.scale .ceiling { stroke: var(--real); }
.scale .error { stroke: var(--synthetic); stroke-width: 3; }
.scale circle { fill: var(--synthetic); stroke: var(--surface); stroke-width: 1.5; }
th .scale { max-width: 16rem; }
.bars { height: .6rem; margin: .15rem 0 .1rem; }
.steps { height: 7rem; border-bottom: 1px solid var(--quiet); }
.lines .steps { height: 5rem; max-width: 26rem; }
.steps .real { fill: var(--real-area); stroke: var(--real); stroke-width: 1; vector-effect: non-scaling-stroke; }
.bars .real { fill: var(--real); }
.bars .synthetic { fill: var(--synthetic); }
.steps .synthetic { fill: none; stroke: var(--synthetic); stroke-width: 2; vector-effect: non-scaling-stroke; }
.axis { display: flex; justify-content: space-between; gap: .5rem; font-size: .75rem; color: var(--quiet); font-variant-numeric: tabular-nums; }
.lines .axis { max-width: 26rem; }
.swatch { display: inline-block; width: .9rem; height: .9rem; border: 1px solid var(--quiet); vertical-align: -.1rem; forced-color-adjust: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.swatch.real { background: var(--real-area); border-color: var(--real); }
.swatch.synthetic { background: var(--synthetic); height: .3rem; vertical-align: .2rem; margin-left: .75rem; }
.legend { font-size: .875rem; }
.key { white-space: nowrap; margin-right: .75rem; }
figure { margin: .5rem 0; min-width: 0; }
figcaption { font-size: .8125rem; color: var(--quiet); }
svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
svg text { font-size: 12px; fill: var(--text); }
.cells { stroke-width: 1.02; fill: none; }
.scores:not(.named) .map { max-width: 40rem; }
.maps { display: flex; flex-wrap: wrap; gap: .5rem .75rem; }
.maps figure { max-width: 100%; }
.map { max-width: 100%; }
.map[width] { width: auto; }
.roc { max-width: 20rem; }
.roc path { fill: none; }
.roc .frame { stroke: var(--line); }
.roc .guess { stroke: var(--quiet); stroke-dasharray: 4 3; }
.roc .curve { stroke: var(--synthetic); stroke-width: 2; }
.beside { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }
.beside > svg { flex: 0 1 18rem; }
.beside > table { flex: 1 1 20rem; min-width: 0; }
summary { cursor: pointer; padding: .25rem 0; font-size: .875rem; }
.lines { columns: 22rem; column-gap: 1.5rem; }
.lines details { break-inside: avoid; }
@media print, (min-width: 50rem) { .wide .body { display: flex; gap: 2rem; align-items: flex-start; } .wide .maps { flex: 2 1 34rem; min-width: 0; flex-wrap: nowrap; } .maps figure { flex: 0 1 auto; min-width: 0; } .wide table { flex: 1 1 16rem; min-width: 0; } }
@media (max-width: 30rem) { th, td { padding: .25rem .35rem; } thead th { font-size: .75rem; } td { white-space: normal; } }
dt { font-weight: 600; margin-top: .5rem; }
dd { margin: 0; max-width: 46rem; }
${[0, 1, 2, 3, 4, 5].map((i) => `.score-${i} { stroke: var(--heat-${i}); background: var(--heat-${i}); }`).join("\n")}
${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `.share-${i} { stroke: var(--heat-${i}); }`).join("\n")}
${["less-3", "less-2", "less-1", "line", "more-1", "more-2", "more-3"].map((name, i) => `.difference-${i} { stroke: var(--${name}); }`).join("\n")}
@media (forced-colors: active) { svg { forced-color-adjust: none; } }
@media print {
  :root { color-scheme: light; --background: #fff; }
  @page { margin: 12mm; }
  html { font-size: 12px; }
  body { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  h2, h3, p:has(+ .card.wide) { break-after: avoid; }
  tr, figure { break-inside: avoid; }
  .cards { grid-template-columns: 1fr 1fr 1fr; }
  .piles { columns: 3; }
  .maps figure { flex: 1 1 0; min-width: 0; }
  .wide .maps { flex: 3 1 0; }
  .wide table { flex: 2 1 0; }
}
`,
};
