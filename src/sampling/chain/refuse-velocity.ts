import { LangevinError } from "../../support/errors.ts";

/** The error of a method that draws noise on the way, for a network that has no score. */
export function refuseVelocity(where: string, coupled: string): LangevinError {
  return new LangevinError(
    "invalid-argument",
    `${where}: expected a network with a score, got one trained with coupling "${coupled}", which gives the velocity ` +
      "of an ODE alone; use thetaAdams, eulerOde, heunOde or dpmSolverPlusPlus, without churn or eta",
  );
}
