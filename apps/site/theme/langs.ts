// In place of VitePress's composable, which leads to pages that another language may lack.
import { useData } from "vitepress";
import { computed } from "vue";

/** The languages, with where this page, or what comes nearest to it, stands in each. */
export function useLangs() {
  const { site, localeIndex, page, hash } = useData();
  const entries = Object.entries(site.value.locales);
  const place = (key: string) => (key === "root" ? "/" : `/${key}/`);
  const currentLang = computed(() => ({
    label: site.value.locales[localeIndex.value]?.label,
    link: place(localeIndex.value),
  }));
  const localeLinks = computed(() => {
    const elsewhere = (page.value as { elsewhere?: Record<string, { link: string; same: boolean }> }).elsewhere ?? {};
    return entries
      .filter(([key]) => key !== localeIndex.value)
      .map(([key, { label }]) => {
        const { link, same } = elsewhere[key] ?? { link: place(key), same: false };
        return { text: label, link: same ? link + hash.value : link };
      });
  });
  return { localeLinks, currentLang };
}
