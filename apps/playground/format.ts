/** A noise level with as many digits as matter. */
export function formatSigma(sigma: number): string {
  return sigma >= 1 ? sigma.toFixed(1) : sigma >= 0.1 ? sigma.toFixed(2) : String(Number(sigma.toPrecision(1)));
}

/** 1234567 → "1.2 M", 12345 → "12 k" */
export function formatRate(rate: number): string {
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(1)} M`;
  return rate >= 1e4 ? `${Math.round(rate / 1e3)} k` : String(Math.round(rate));
}
