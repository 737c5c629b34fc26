// Every kind of encoding, a line each; registry.ts makes the list that everything goes by.
export { identity } from "./identity.ts";
export { standard } from "./standard.ts";
