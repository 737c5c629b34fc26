/** The parts of the site. Each is a folder of docs/ and of every language's folder in it. */
export const sections = ["learn", "guides", "reference", "benchmarks", "internals"] as const;
export type Section = (typeof sections)[number];

/** What guides are about; navigation.ts says which is where. */
export type Topic = "basics" | "models" | "tables" | "running" | "arriving" | "more";

/** A language of the site: all its words apart from its pages'. */
export interface Language {
  /** Folder in docs/ and first part of its addresses; "" for English. */
  folder: string;
  /** BCP 47 tag. */
  tag: string;
  /** Its own name. */
  name: string;
  title: string;
  description: string;
  home: {
    tagline: string;
    actions: { learn: string; guides: string; playground: string };
    features: { title: string; details: string }[];
  };
  sections: Record<Section, { name: string; about: string }>;
  topics: Record<Topic, string>;
  playground: string;
  decisions: string;
  functions: string;
  project: string;
  /** Mark of a page that is there in English only. */
  inEnglish: string;
  /** Words of the frame around a page. */
  frame: {
    outline: string;
    previous: string;
    next: string;
    menu: string;
    top: string;
    dark: string;
    toDark: string;
    toLight: string;
    languages: string;
    skip: string;
    license: string;
    copy: string;
    /** Names the link beside a heading, before its words. */
    anchor: string;
    /** Names the lists of pages for readers of screens. */
    pages: string;
  };
  notFound: { title: string; about: string; link: string };
  search: { button: string; close: string; none: string; found: string };
  /** Titles of VitePress's boxes. */
  boxes: { tip: string; warning: string; danger: string; info: string; details: string };
}
