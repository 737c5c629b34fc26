/** The page's element of an id. */
export function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element ${id}.`);
  return found as T;
}

/** Puts options into a select, by value and label. */
export function fillSelect(select: HTMLSelectElement, options: readonly (readonly [value: string, label: string])[]) {
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
}
