import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import Cell from "../cells/Cell.vue";
import "./style.css";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("Cell", Cell);
  },
} satisfies Theme;
