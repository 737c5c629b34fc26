// Threefry2x32-20, a counter-based random bit generator: the bits are a pure function of (key, counter).
// Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

// @ts-ignore: decorator
@inline
function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

// @ts-ignore: decorator
@inline
function mix(x0: v128, x1: v128, bits: i32): v128 {
  return v128.xor(rotate(x1, bits), x0);
}

/**
 * Four blocks at once, lane i from key (key0, key1) and counter (counter0[i], counter1[i]).
 *
 * @param out  overwritten: 4 first words, then 4 second words (32 bytes)
 */
// @ts-ignore: decorator
@inline
export function threefry4(out: usize, key0: i32, key1: i32, counter0: v128, counter1: v128): void {
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(key0 ^ key1 ^ 0x1bd11bda); // the key schedule's parity constant, SC 2011 §3
  let x0 = i32x4.add(counter0, k0);
  let x1 = i32x4.add(counter1, k1);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k1); x1 = i32x4.add(x1, i32x4.add(k2, i32x4.splat(1)));
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 17);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 29);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 16);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 24);
  x0 = i32x4.add(x0, k2); x1 = i32x4.add(x1, i32x4.add(k0, i32x4.splat(2)));
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k0); x1 = i32x4.add(x1, i32x4.add(k1, i32x4.splat(3)));
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 17);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 29);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 16);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 24);
  x0 = i32x4.add(x0, k1); x1 = i32x4.add(x1, i32x4.add(k2, i32x4.splat(4)));
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k2); x1 = i32x4.add(x1, i32x4.add(k0, i32x4.splat(5)));
  v128.store(out, x0);
  v128.store(out, x1, 16);
}

/** One block: the two words of T((key0, key1), (counter0, counter1)) to `out` (8 bytes of 32 overwritten bytes). */
export function threefry(out: usize, key0: i32, key1: i32, counter0: i32, counter1: i32): void {
  threefry4(out, key0, key1, i32x4.splat(counter0), i32x4.splat(counter1));
  store<i32>(out, load<i32>(out, 16), 4);
}

/**
 * The key of one step of one purpose: T(T(seedKey, (purpose, 0)), (a, b)); see docs/internals/notation.md.
 *
 * @param out  8 bytes of key, 32 bytes overwritten
 */
export function stepKey(out: usize, seed0: i32, seed1: i32, purpose: i32, a: i32, b: i32): void {
  threefry(out, seed0, seed1, purpose, 0);
  threefry(out, load<i32>(out), load<i32>(out, 4), a, b);
}
