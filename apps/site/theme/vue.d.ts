declare module "*.css";
declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<Record<string, unknown>, Record<string, unknown>, unknown>;
  export default component;
}
declare module "vitepress/theme-without-fonts" {
  export { default } from "vitepress/theme";
}
