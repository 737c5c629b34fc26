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
    look: "At one σ, Langevin dynamics fills each hill and leaves its share wrong; annealed, it gets .8 and .2.",
    hash: "data=unequal&train=3000&sampler=langevin-one-level&beside=annealedLangevin&steps=30",
  },
  {
    title: "Find the island",
    look: "One point in twenty lies far out. Compare its share in the samples with the exact one.",
    hash: "data=island&train=3000&sampler=annealedLangevin&beside=heunOde&steps=30",
  },
  {
    title: "From noise to data, and back",
    look: "The arrows point from shaken points to the data. Switch off “as the particles” and move σ yourself.",
    hash: "data=swissroll&train=3000&sampler=annealedLangevin&steps=30&sigma=12&layers=apart",
  },
  {
    title: "Follow single particles",
    look: "The ODE draws smooth paths, Langevin dynamics trembles. Both begin at the same places.",
    hash: "data=8gaussians&train=3000&sampler=heunOde&beside=annealedLangevin&steps=30&paths=3.17.40.77.101",
  },
  {
    title: "Few evaluations",
    look: "Six levels each. Compare the distances: what a better solver is worth.",
    hash: "data=moons&train=3000&sampler=dpmSolverPlusPlus&beside=eulerOde&steps=6",
  },
];
