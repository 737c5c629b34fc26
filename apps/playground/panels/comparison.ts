/** A sampler's way to its samples, in numbers. */
export interface Comparison {
  name: string;
  evaluations: number;
  distance: number;
  resolution: number;
}

/** Rows of the table that compares samplers. */
export function fillComparison(body: HTMLElement, comparisons: readonly Comparison[]): void {
  body.replaceChildren(
    ...comparisons.map(({ name, evaluations, distance, resolution }) => {
      const row = document.createElement("tr");
      const head = Object.assign(document.createElement("th"), { scope: "row", textContent: name });
      const shown = distance < resolution ? `< ${resolution.toFixed(4)}` : distance.toFixed(4);
      for (const text of [evaluations.toLocaleString("en-US"), shown])
        row.append(Object.assign(document.createElement("td"), { textContent: text }));
      row.prepend(head);
      return row;
    }),
  );
}
