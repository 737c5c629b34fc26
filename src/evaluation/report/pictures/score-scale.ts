import type { Score } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { figure } from "../markup/texts.ts";
import { coordinate, picture } from "./svg.ts";

const [width, height, margin] = [300, 24, 12];
/** Least difference between the ends: closer ones are not drawn as if they were far apart. */
const LEAST = 0.02;

/** Names of a line's two ends. */
export interface Ends {
  floor: string;
  ceiling: string;
  /** Whether smaller figures are better, and at the right. */
  isDescending?: boolean;
}

/** Between what a score stands if nothing else is said. */
export const ends: Ends = { floor: "independent columns", ceiling: "real rows" };

/** The figure with its error on a line through its floor and its ceiling; the better at the right. */
export function scoreScale(id: string, score: Score, names = ends): Markup | false {
  const { title, value, error, floor, ceiling } = score;
  if (value === null || (floor === null && ceiling === null)) return false;
  const bar = error ?? 0;
  const marks = [value - bar, value + bar, floor, ceiling].filter((mark) => mark !== null);
  let [low, high] = [Math.min(...marks), Math.max(...marks)];
  const missing = Math.max(0, LEAST - (high - low)) / 2;
  [low, high] = [low - missing, high + missing];
  const x = (mark: number): string => {
    const share = Math.min(1, Math.max(0, (mark - low) / (high - low)));
    return coordinate(margin + (names.isDescending ? 1 - share : share) * (width - 2 * margin));
  };
  const end = (mark: number | null, className: string) =>
    mark !== null && markup`<path class="${className}" d="M${x(mark)} 3v18"/>`;
  return picture({
    id,
    title: `${title}: ${figure(value)}`,
    description: `${figure(floor)} for ${names.floor}, ${figure(ceiling)} for ${names.ceiling}.`,
    width,
    height,
    className: "scale",
    content: [
      markup`<path class="frame" d="M${margin} 12h${width - 2 * margin}"/>`,
      floor !== null && ceiling !== null && markup`<path class="span" d="M${x(floor)} 12L${x(ceiling)} 12"/>`,
      end(floor, "floor"),
      end(ceiling, "ceiling"),
      error !== null && markup`<path class="error" d="M${x(value - error)} 12L${x(value + error)} 12"/>`,
      markup`<circle cx="${x(value)}" cy="12" r="6"/>`,
    ],
  });
}
