/** What `train` is given for sigmas. */
export const CASES = { ladder: "a ladder that is given", auto: "the ladder that the rows choose" } as const;
