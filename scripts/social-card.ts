// npm run card: draws apps/playground/public/card.jpg, which other sites show beside a link to the playground, from a
// network that it trains as the page does, and its samples.
import { writeFileSync } from "node:fs";
import { createCanvas } from "@napi-rs/canvas";
import { positionsAt } from "../apps/playground/paths.ts";
import { Session } from "../apps/playground/session.ts";
import { defaults } from "../apps/playground/settings.ts";
import type { View } from "../apps/playground/view.ts";

const [WIDTH, HEIGHT, MARGIN, GAP] = [1200, 630, 60, 18];
const STAGES = [0, 0.3, 0.42, 0.58, 1];
const colors = { ground: "#16283d", frame: "#2f4763", text: "#ffffff", quiet: "#b9c6d6", particles: "#f2916e" };

const settings = { ...defaults, sampler: "annealedLangevin", particles: 4000 };
const session = new Session();
let view: View = { x: [0, 1], y: [0, 1] };
await session.train(settings, (event) => {
  if (event.kind === "data") view = event.view;
});
const { flow } = await session.sample(settings);

const canvas = createCanvas(WIDTH, HEIGHT);
const context = canvas.getContext("2d");
context.fillStyle = colors.ground;
context.fillRect(0, 0, WIDTH, HEIGHT);
context.fillStyle = colors.text;
context.font = "600 64px sans-serif";
context.fillText("langevin playground", MARGIN, 140);
context.fillStyle = colors.quiet;
context.font = "32px sans-serif";
context.fillText("Noise turns into data, in your browser.", MARGIN, 200);
const side = (WIDTH - 2 * MARGIN - (STAGES.length - 1) * GAP) / STAGES.length;
STAGES.forEach((stage, k) => {
  const [left, top] = [MARGIN + k * (side + GAP), 290];
  context.save();
  context.beginPath();
  context.rect(left, top, side, side);
  context.clip();
  context.fillStyle = colors.particles;
  const rows = positionsAt(flow, stage * (flow.sigmas.length - 1));
  for (let i = 0; i < rows.length; i += 2) {
    const x = left + ((rows[i] - view.x[0]) / (view.x[1] - view.x[0])) * side;
    const y = top + ((view.y[1] - rows[i + 1]) / (view.y[1] - view.y[0])) * side;
    context.fillRect(x - 0.9, y - 0.9, 1.8, 1.8);
  }
  context.restore();
  context.strokeStyle = colors.frame;
  context.lineWidth = 2;
  context.strokeRect(left, top, side, side);
});
context.fillStyle = colors.quiet;
context.font = "24px sans-serif";
context.fillText("σ large", MARGIN, 290 + side + 40);
context.textAlign = "right";
context.fillText("σ → 0", WIDTH - MARGIN, 290 + side + 40);
writeFileSync(new URL("../apps/playground/public/card.jpg", import.meta.url), canvas.toBuffer("image/jpeg", 85));
