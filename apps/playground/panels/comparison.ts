/** A sampler's way to its samples, in numbers. */
export interface Comparison {
  name: string;
  evaluations: number;
  distance: number;
}

/** Rows of the table that compares samplers. */
export function fillComparison(body: HTMLElement, comparisons: readonly Comparison[]): void {
  body.replaceChildren(
    ...comparisons.map(({ name, evaluations, distance }) => {
      const row = document.createElement("tr");
      const head = Object.assign(document.createElement("th"), { scope: "row", textContent: name });
      // An unbiased estimate, so that it may be a little below 0
      for (const text of [evaluations.toLocaleString("en-US"), Math.max(0, distance).toFixed(4)])
        row.append(Object.assign(document.createElement("td"), { textContent: text }));
      row.prepend(head);
      return row;
    }),
  );
}
