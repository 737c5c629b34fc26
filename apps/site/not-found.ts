import { languages } from "./languages/index.ts";

/**
 * The page that servers answer with where there is none: it stands at any depth, so it needs no other file, and looks for the site in the
 * folders above.
 */
export function notFoundPage(): string {
  const parts = languages.map(
    ({ tag, folder, notFound: { title, about, link } }) =>
      `<section lang="${tag}"><h2>${title}</h2><p>${about}</p><p><a href="./${folder && `${folder}/`}" data-to="${folder && `${folder}/`}">${link}</a></p></section>`,
  );
  return `<!doctype html>
<html lang="${languages[0]!.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,">
<meta name="robots" content="noindex">
<title>404 | langevin</title>
<style>
:root{color-scheme:light dark}
body{max-width:36rem;margin:15vh auto;padding:0 1.5rem;font:1.1rem/1.6 system-ui,sans-serif}
</style>
</head>
<body>
<main>
<h1>404</h1>
${parts.join("\n")}
</main>
<script type="module">
for (let folder = new URL(".", location.href); ; folder = new URL("..", folder)) {
  const { ok } = await fetch(new URL("hashmap.json", folder), { method: "HEAD" });
  if (ok) for (const link of document.querySelectorAll("a")) link.href = new URL(link.dataset.to, folder);
  if (ok || folder.pathname === "/") break;
}
</script>
</body>
</html>
`;
}
