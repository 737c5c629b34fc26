const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for HTML, in quotes or out. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (letter) => entities[letter]);
