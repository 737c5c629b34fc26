/** Copies formulas of a selection as TeX, which stands in them as an annotation. */
export function copyFormulas(event: ClipboardEvent): void {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed || event.clipboardData === null) return;
  const part = selection.getRangeAt(0).cloneContents();
  const formulas = part.querySelectorAll("math");
  if (formulas.length === 0) return;
  for (const formula of formulas) {
    const tex = formula.getAttribute("data-tex");
    if (!tex) continue;
    formula.replaceWith(formula.getAttribute("display") === "block" ? `\n$$ ${tex} $$\n` : `$${tex}$`);
  }
  for (const block of part.querySelectorAll("p, li, h1, h2, h3, h4, tr")) block.append("\n");
  event.clipboardData.setData("text/plain", (part.textContent ?? "").trim());
  event.preventDefault();
}
