import { element, fillSelect } from "./elements.ts";
import { InputError } from "./input-error.ts";
import { choices, samplerOf } from "./samplers.ts";
import { bounds, FIELD_LEVELS, inBounds, networks, type Settings } from "./settings.ts";

const numbers = ["steps", "seed", "levels", "particles"] as const;
type Values = Omit<Settings, "data" | "stoppedAt">;

/** The form's fields beside the data. */
export class Controls {
  private readonly network = element<HTMLSelectElement>("network");
  private readonly sampler = element<HTMLSelectElement>("sampler");
  private readonly sigma = element<HTMLInputElement>("sigma");
  private readonly follow = element<HTMLInputElement>("follow");

  /** @param onSampler called when the sampler or its numbers have changed */
  constructor(onSampler: () => void) {
    fillSelect(
      this.network,
      Object.entries(networks).map(([name, { label }]) => [name, label]),
    );
    for (const family of new Set(choices.map((choice) => choice.family))) {
      const group = Object.assign(document.createElement("optgroup"), { label: family });
      for (const choice of choices) if (choice.family === family) group.append(new Option(choice.label, choice.key));
      this.sampler.append(group);
    }
    this.sigma.max = String(FIELD_LEVELS - 1);
    for (const name of numbers) [this.number(name).min, this.number(name).max] = bounds[name].map(String);
    for (const field of [this.sampler, this.number("levels"), this.number("particles")])
      field.addEventListener("change", () => {
        this.describe();
        onSampler();
      });
  }

  load(settings: Settings): void {
    this.network.value = settings.network;
    this.sampler.value = settings.sampler;
    this.sigma.value = String(settings.sigmaIndex);
    this.follow.checked = settings.follow;
    for (const name of numbers) this.number(name).value = String(settings[name]);
    this.describe();
  }

  /** @throws {@link InputError} for a number out of its bounds */
  values(): Values {
    const values = Object.fromEntries(
      numbers.map((name) => {
        const field = this.number(name);
        const value = field.value.trim() === "" ? NaN : Number(field.value);
        const label = field.labels?.[0]?.textContent ?? name;
        const [least, most] = bounds[name].map((bound) => bound.toLocaleString("en-US"));
        if (!inBounds(name, value)) throw new InputError(`${label}: enter a whole number from ${least} to ${most}.`);
        return [name, value];
      }),
    ) as Pick<Settings, (typeof numbers)[number]>;
    return {
      ...values,
      network: this.network.value as Settings["network"],
      sampler: this.sampler.value,
      ...this.field(),
    };
  }

  /** What the score field shows. */
  field(): Pick<Settings, "sigmaIndex" | "follow"> {
    return { sigmaIndex: Number(this.sigma.value), follow: this.follow.checked };
  }

  private describe(): void {
    element("sampler-note").textContent = samplerOf(this.sampler.value).note;
  }

  private number(name: (typeof numbers)[number]): HTMLInputElement {
    return element(name);
  }
}
