import { presets } from "../presets.ts";

/** Links to the presets; `onFollow` is called when one is followed. */
export function listPresets(list: HTMLElement, onFollow: () => void): void {
  list.replaceChildren(
    ...presets.map(({ title, look, hash }) => {
      const link = Object.assign(document.createElement("a"), { href: `#${hash}` });
      link.append(
        Object.assign(document.createElement("strong"), { textContent: title }),
        Object.assign(document.createElement("span"), { textContent: look }),
      );
      link.addEventListener("click", onFollow);
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
}
