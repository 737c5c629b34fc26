import { element, fillSelect } from "./elements.ts";
import { InputError } from "./input-error.ts";
import { choices, families, samplerOf } from "./samplers.ts";
import { bounds, FIELD_LEVELS, inBounds, networks, type Looks, type Settings } from "./settings.ts";

const numbers = ["steps", "seed", "levels", "particles"] as const;
type Values = Omit<Settings, "data" | "stoppedAt" | keyof Looks>;

/** The form's fields beside the data. */
export class Controls {
  private readonly network = element<HTMLSelectElement>("network");
  private readonly sampler = element<HTMLSelectElement>("sampler");
  private readonly beside = element<HTMLSelectElement>("beside");
  private readonly sigma = element<HTMLInputElement>("sigma");
  private readonly follow = element<HTMLInputElement>("follow");
  private readonly shaken = element<HTMLInputElement>("shaken");
  private readonly layers = [...document.querySelectorAll<HTMLInputElement>("input[name=layers]")];

  /**
   * @param onSampler called when a sampler or its numbers have changed
   * @param onLayers called when data are to be drawn elsewhere
   */
  constructor(onSampler: () => void, onLayers: () => void) {
    fillSelect(
      this.network,
      Object.entries(networks).map(([name, { label }]) => [name, label]),
    );
    this.beside.append(new Option("nothing", ""));
    for (const select of [this.sampler, this.beside])
      for (const family of families) {
        const group = Object.assign(document.createElement("optgroup"), { label: family });
        for (const choice of choices) if (choice.family === family) group.append(new Option(choice.label, choice.key));
        select.append(group);
      }
    this.sigma.max = String(FIELD_LEVELS - 1);
    for (const name of numbers) [this.number(name).min, this.number(name).max] = bounds[name].map(String);
    for (const field of [this.sampler, this.beside, this.number("levels"), this.number("particles")])
      field.addEventListener("change", () => {
        this.describe();
        onSampler();
      });
    for (const radio of this.layers) radio.addEventListener("change", onLayers);
  }

  load(settings: Settings): void {
    this.network.value = settings.network;
    this.sampler.value = settings.sampler;
    this.beside.value = settings.beside;
    this.sigma.value = String(settings.sigmaIndex);
    this.follow.checked = settings.follow;
    this.shaken.checked = settings.shaken;
    for (const radio of this.layers) radio.checked = radio.value === settings.layers;
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
      beside: this.beside.value,
    };
  }

  /** How the pictures show what there is. */
  looks(): Omit<Looks, "paths"> {
    return {
      sigmaIndex: Number(this.sigma.value),
      follow: this.follow.checked,
      shaken: this.shaken.checked,
      layers: (this.layers.find(({ checked }) => checked)?.value ?? "behind") as Looks["layers"],
    };
  }

  private describe(): void {
    element("sampler-note").textContent = samplerOf(this.sampler.value).note;
  }

  private number(name: (typeof numbers)[number]): HTMLInputElement {
    return element(name);
  }
}
