import { exp, log } from "../numerics/math.ts";
import { normalCdf } from "../numerics/normal.ts";

const LOG_SQRT_2PI = log(2 * Math.PI) / 2;

/** (1 − Φ(z))/φ(z) = 1/(z + 1/(z + 2/(z + 3/(z + …)))) for z ≥ 3: 80 fractions leave less than 1e-14 (Laplace). */
function millsRatio(z: number): number {
  let fraction = z;
  for (let k = 80; k >= 1; k--) fraction = z + k / fraction;
  return 1 / fraction;
}

/**
 * ln(Φ(high) − Φ(low)) for low + 1 ≤ high, finite also where both areas underflow. Relative error below 1e-13.
 */
export function logNormalInterval(low: number, high: number): number {
  // Φ(high) − Φ(low) = Φ(−low) − Φ(−high): on the upper side the two areas are the small ones.
  const [near, far] = low + high >= 0 ? [low, high] : [-high, -low];
  if (near < 3) return log(normalCdf(-near) - normalCdf(-far));
  const ratio = millsRatio(near) - exp(((near - far) * (near + far)) / 2) * millsRatio(far);
  return log(ratio) - LOG_SQRT_2PI - (near * near) / 2;
}
