import { integer } from "../../support/options.ts";

export const particlesOption = /* @__PURE__ */ integer(1, 4096);
export const USUAL_PARTICLES = 16;
export const USUAL_LEVELS = 40;
