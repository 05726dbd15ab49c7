// How a daily report looks on a screen, in the dark and on paper.

export const PAGE_STYLE = `
:root { --ink: #1c2430; --soft: #5a6675; --line: #d5dae1; --paper: #fff; --box: #f4f6f9; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7eaf0; --soft: #a3adba; --line: #3a434f; --paper: #14181e; --box: #1d232b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 26px; margin: 0; }
h2 { font-size: 18px; margin: 36px 0 8px; }
p { margin: 4px 0; color: var(--soft); }
dl { display: flex; flex-wrap: wrap; gap: 10px; margin: 20px 0 8px; }
dl div { flex: 1 1 120px; background: var(--box); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; }
dt { color: var(--soft); font-size: 13px; }
dd { margin: 0; font-size: 22px; font-weight: 600; }
.charts { display: flex; flex-wrap: wrap; gap: 12px 24px; margin-top: 20px; }
figure { margin: 0; max-width: 100%; }
svg { max-width: 100%; height: auto; display: block; }
table { border-collapse: collapse; width: 100%; margin: 12px 0 24px; font-size: 14px; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.scroll { overflow-x: auto; }
.name { display: inline-block; min-width: 9em; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 500; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; padding-left: 10px; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --box: #fff; color-scheme: light; }
  @page { size: A4; margin: 14mm; }
  body { font-size: 10pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  dl div { flex-basis: 80px; padding: 6px 10px; }
  figure { flex: 0 1 47%; }
  figure:first-child { flex-basis: 100%; }
  figure, tr, dl div { break-inside: avoid; }
  h2, caption { break-after: avoid; }
  thead { display: table-header-group; }
  table { font-size: 9pt; }
}
`;
