import { type Content, markup, type Markup } from "../markup/markup.ts";

/** What every picture has. */
export interface PictureParts {
  /** Unique in the page. */
  id: string;
  /** What it shows, for those who do not see it. */
  title: string;
  /** What is to be seen in it. */
  description: string;
  width: number;
  height: number;
  /** Whether it takes any width, at a fixed height; or its own size, where there is room. Default: the width there is. */
  size?: "stretched" | "own";
  className: string;
  content: Content;
}

/** A picture inside the page, with its title and description. */
export function picture({ id, title, description, width, height, size, className, content }: PictureParts): Markup {
  const sizing = {
    stretched: markup` preserveAspectRatio="none"`,
    own: markup` width="${width}" height="${height}"`,
  };
  return markup`<svg class="${className}" viewBox="0 0 ${width} ${height}"${size && sizing[size]} role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${title}</title>
<desc id="${id}-text">${description}</desc>
${content}
</svg>
`;
}

/** A coordinate, short: at most one digit behind the point. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}
