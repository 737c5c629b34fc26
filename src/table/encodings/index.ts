// Every kind of column, a line each; registry.ts makes the list that everything goes by.
export { calendar } from "./calendar.ts";
export { category } from "./category.ts";
export { constant } from "./constant.ts";
export { cyclic } from "./cyclic.ts";
export { quantile } from "./quantile.ts";
