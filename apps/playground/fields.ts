import { geometricSigmas, type ScoreNetwork } from "langevin";
import type { Fields } from "./protocol.ts";
import { FIELD_LEVELS } from "./settings.ts";
import { gridRows, type View } from "./view.ts";

const SIZE = 21;

/** The network's score on the view's grid at {@link FIELD_LEVELS} levels of noise. */
export function computeFields(network: ScoreNetwork, view: View, sigmaMax: number, sigmaMin: number): Fields {
  const { std = [1, 1] } = network.encoding.parameters;
  const rows = network.encoding.encode(gridRows(view, SIZE));
  const extent = [view.x[1] - view.x[0], view.y[1] - view.y[0]];
  const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: FIELD_LEVELS });
  const arrows = new Float32Array(FIELD_LEVELS * rows.length);
  const lengths = new Float32Array(arrows.length / 2);
  sigmas.forEach((sigma, level) => {
    const score = network.score(rows, sigma);
    for (let i = 0; i < score.length; i++)
      arrows[level * rows.length + i] = (sigma * score[i] * std[i % 2]) / extent[i % 2];
    for (let k = 0; k < score.length / 2; k++)
      lengths[level * SIZE * SIZE + k] = sigma * Math.hypot(score[2 * k], score[2 * k + 1]);
  });
  return { size: SIZE, sigmas, arrows, lengths };
}
