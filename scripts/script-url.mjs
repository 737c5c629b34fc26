// In the build for a <script> tag, what import.meta.url is in modules: where the script itself came from.
export const scriptUrl =
  typeof document === "object" && document.currentScript ? document.currentScript.src : globalThis.location?.href;
