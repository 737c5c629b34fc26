// A plain textarea that indents: Tab indents, Enter keeps the line's indentation, and Escape lets the next Tab leave.

const INDENT = "  ";

/** Handles an editor's keys; returns whether Tab is to move the focus next. */
export function onEditorKey(event: KeyboardEvent, leaving: boolean): boolean {
  const area = event.target as HTMLTextAreaElement;
  if (event.key === "Escape") return true;
  if (event.key === "Tab" && !event.shiftKey && !leaving && !event.ctrlKey && !event.altKey) {
    event.preventDefault();
    insert(area, INDENT);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const line = area.value.slice(area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, area.selectionStart);
    insert(area, `\n${/^ */.exec(line)![0]}${/[{([]$/.test(line) ? INDENT : ""}`);
  }
  return false;
}

/** As if typed, so that undo takes it back. */
function insert(area: HTMLTextAreaElement, text: string): void {
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
