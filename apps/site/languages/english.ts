import type { Language } from "./language.ts";

export const english: Language = {
  folder: "",
  tag: "en",
  name: "English",
  title: "langevin",
  description:
    "Score-based generative models in TypeScript, computed in WebAssembly: denoising score matching and Langevin sampling, in Node and in the page.",
  home: {
    tagline:
      "Score-based generative models that run where you are. Learn how they work with code that runs in this page, then use them on your own rows.",
    actions: { learn: "Learn", guides: "Guides", playground: "Playground" },
    features: [
      {
        title: "Nine pages from a density to guidance",
        details:
          "Each has the formula, a program that runs in your browser and can be edited, and a picture beside the exact answer.",
      },
      {
        title: "The same seed gives the same bits",
        details: "Every page tells a number whose bits your browser must reproduce. It does, on any number of threads.",
      },
      {
        title: "No number has to be chosen",
        details: 'With sigmas: "auto" the noise levels, steps and step size come from your rows, each with its reason.',
      },
      {
        title: "Your data stays with you",
        details:
          "Node and browsers, no runtime dependencies, nothing sent anywhere. This site asks no other host either.",
      },
    ],
  },
  sections: {
    learn: {
      name: "Learn",
      about: "Nine pages, 10 to 15 minutes each. They need calculus and basic probability only.",
    },
    guides: { name: "Guides", about: "One topic each, for people who use the library." },
    reference: { name: "Reference", about: "Every function, option, file key and error." },
    benchmarks: {
      name: "Benchmarks",
      about: "Every figure has its date and machine, and the command that measures it.",
    },
    internals: {
      name: "Internals",
      about: "How the code is laid out, what it computes exactly, and how to add things.",
    },
  },
  topics: {
    basics: "Train and sample",
    models: "Models and what they answer",
    tables: "Tables",
    running: "Where it runs",
    arriving: "Coming from elsewhere",
    more: "More",
  },
  playground: "Playground",
  decisions: "Decisions",
  functions: "Functions and types",
  project: "Project",
  inEnglish: "(in English)",
  frame: {
    outline: "On this page",
    previous: "Previous page",
    next: "Next page",
    menu: "Menu",
    top: "Return to top",
    dark: "Appearance",
    toDark: "Switch to the dark theme",
    toLight: "Switch to the light theme",
    languages: "Change language",
    skip: "Skip to content",
    license: "MIT license",
    copy: "Copy code",
    anchor: "Link to",
    pages: "Pages of this part",
  },
  notFound: {
    title: "No such page",
    about: "The address may be misspelled, or the page may have moved.",
    link: "To the first page",
  },
  search: { button: "Search", close: "Close the search", none: "Nothing found.", found: "Pages found" },
  boxes: { tip: "Tip", warning: "Warning", danger: "Danger", info: "Note", details: "Details" },
};
