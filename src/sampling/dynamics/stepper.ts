import type { Integrator, Operation } from "./integrators/integrator.ts";
import type { DynamicsSettings } from "./options.ts";
import type { Walkers } from "./walkers.ts";

/** What takes all chains one step further. */
export interface Stepper {
  /** h or α; may be changed between steps. */
  stepSize: number;
  /** Step `step`, counted from 0 over the burn-in and what follows. */
  step(step: number): Promise<void>;
}

/** Steps that are taken as they come. */
export class Unadjusted implements Stepper {
  private readonly walkers: Walkers;
  private readonly integrator: Integrator;
  private readonly settings: DynamicsSettings;
  private operations: readonly Operation[] = [];
  private size = NaN;

  constructor(walkers: Walkers, integrator: Integrator, settings: DynamicsSettings) {
    this.walkers = walkers;
    this.integrator = integrator;
    this.settings = settings;
  }

  get stepSize(): number {
    return this.size;
  }

  set stepSize(stepSize: number) {
    if (stepSize === this.size) return;
    this.size = stepSize;
    this.operations = this.integrator.operations({ ...this.settings, stepSize });
  }

  async step(step: number): Promise<void> {
    for (const operation of this.operations) await this.walkers.perform(operation, step);
  }
}
