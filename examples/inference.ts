// What does an epidemic's first month say of it? A simulator of one's own, of which no likelihood is known: people of a town
// who infect each other and recover by chance. A network learns the posterior of both rates for any month, from simulations
// alone; the same lines run in a page. Replace `epidemic` and `prior` by your own.
//
//     npm run example inference [training steps]
import { createEngine } from "langevin";
import { independentPrior, simulate, trainPosterior, type Simulator } from "langevin/inference";

const PEOPLE = 2000;
const names = ["people that one infects", "days until recovery"];
const prior = independentPrior([{ uniform: [1, 4] }, { logUniform: [3, 15] }]);

/** Newly infected people in each of ten spells of three days, as logarithms. */
const epidemic: Simulator = ([reproduction, days], random) => {
  let [susceptible, infected] = [PEOPLE - 20, 20];
  const spells = new Float64Array(10);
  for (let day = 0; day < 30; day++) {
    const force = 1 - Math.exp((-reproduction * infected) / (days * PEOPLE));
    const ill = chance(susceptible, force, random.normal());
    const well = chance(infected, 1 - Math.exp(-1 / days), random.normal());
    [susceptible, infected] = [susceptible - ill, infected + ill - well];
    spells[Math.floor(day / 3)] += ill;
  }
  return spells.map((ill) => Math.log(1 + ill));
};

/** How many of so many people something of a probability happens to, about. */
function chance(people: number, probability: number, normal: number): number {
  const count = people * probability + Math.sqrt(people * probability * (1 - probability)) * normal;
  return Math.min(people, Math.max(0, Math.round(count)));
}

const steps = Number(process.argv[2] ?? 3000);
const engine = await createEngine();
const simulations = await simulate(prior, epidemic, { count: 10_000, seed: 1 });
const training = trainPosterior(engine, simulations, { steps, seed: 1 });
for await (const { step, loss } of training)
  if (step % 1000 === 0) console.log(`step ${step}: loss ${loss.toFixed(3)}`);
const estimator = await training;

// Months in four towns, which the network has not seen
const truth = [2.2, 6];
const towns = await simulate({ dim: 2, sample: (count) => repeated(truth, count) }, epidemic, { count: 4, seed: 2 });
const months = Array.from({ length: 4 }, (_, k) => towns.observations.slice(10 * k, 10 * (k + 1)));
await tell("one town", months.slice(0, 1));
await tell("four towns", months);
engine.dispose();

/** What months say of both rates. */
async function tell(title: string, observed: ArrayLike<number>[]): Promise<void> {
  const { parameters } = await estimator.posterior(observed).sample({ count: 1000, seed: 3 });
  console.log(`\n${title}:`);
  names.forEach((name, i) => {
    const column = parameters.filter((_, k) => k % 2 === i).sort();
    const [low, middle, high] = [0.05, 0.5, 0.95].map((share) => column[Math.floor(share * column.length)].toFixed(2));
    console.log(`  ${name}: ${middle}, between ${low} and ${high} with 90 %; it was ${truth[i]}`);
  });
}

function repeated(row: number[], count: number): Float64Array {
  return Float64Array.from({ length: count * row.length }, (_, i) => row[i % row.length]);
}
