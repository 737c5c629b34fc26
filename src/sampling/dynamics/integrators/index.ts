import { gronbechJensenFarago } from "./gronbech-jensen-farago.ts";
import type { Integrator } from "./integrator.ts";
import { eulerMaruyama, leimkuhlerMatthews } from "./overdamped.ts";
import { splitting } from "./splitting.ts";

/** The ways to take a step of Langevin dynamics: four with momenta, two without. */
export type IntegratorName = "baoab" | "obabo" | "aboba" | "gjf" | "leimkuhler-matthews" | "euler-maruyama";

export const integrators: Readonly<Record<IntegratorName, Integrator>> = {
  baoab: /* @__PURE__ */ splitting("BAOAB"),
  obabo: /* @__PURE__ */ splitting("OBABO"),
  aboba: /* @__PURE__ */ splitting("ABOBA"),
  gjf: gronbechJensenFarago,
  "leimkuhler-matthews": leimkuhlerMatthews,
  "euler-maruyama": eulerMaruyama,
};
