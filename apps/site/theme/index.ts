import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import Cell from "../cells/Cell.vue";
import { copyFormulas } from "./copy-formulas.ts";
import Home from "./Home.vue";
import Layout from "./Layout.vue";
import "./code.css";
import "./style.css";

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app }) {
    app.component("Cell", Cell);
    app.component("Home", Home);
    if (typeof document !== "undefined") document.addEventListener("copy", copyFormulas);
  },
} satisfies Theme;
