/** Settings worth a look, as a link, with what there is to see. */
export interface Preset {
  title: string;
  /** What to look at. */
  look: string;
  /** The part of the link behind #. */
  hash: string;
}

export const presets: readonly Preset[] = [
  {
    title: "Why many levels",
    look: "At one σ, particles climb the nearest hill: shares of 66 % and 34 %. Annealed, they are near 80 and 20.",
    hash: "data=unequal&sampler=langevin-one-level&beside=annealedLangevin",
  },
  {
    title: "Find the island",
    look: "One point in twenty lies far out. See the share that each sampler brings there.",
    hash: "data=island&sampler=annealedLangevin&beside=langevin-one-level",
  },
  {
    title: "From noise to data, and back",
    look: "The arrows point from shaken points to the data. Move σ: each point has a line of its own.",
    hash: "data=swissroll&sampler=annealedLangevin&sigma=12&layers=apart",
  },
  {
    title: "Follow single particles",
    look: "The ODE draws smooth paths, Langevin dynamics trembles. Both begin in the same noise.",
    hash: "data=8gaussians&sampler=heunOde&beside=annealedLangevin&paths=3.17.40.77.101",
  },
  {
    title: "Few evaluations",
    look: "Six evaluations each. Compare the distances: what a better solver is worth.",
    hash: "data=moons&sampler=dpmSolverPlusPlus&beside=eulerOde&steps=6",
  },
];
