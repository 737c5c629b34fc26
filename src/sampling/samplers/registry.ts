import * as samplers from "./index.ts";

/** Every sampler, by its name. Tests, pages and tables go through this list; there is no other. */
export { samplers };

/** The name of a sampler. */
export type SamplerName = keyof typeof samplers;
