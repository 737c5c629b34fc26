import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Additions of one call, each waiting for the one before. */
export const CHAIN = 16 * 1000;

/**
 * Cycles until an f64 addition's sum can be added to: 3 on AMD Zen 3 and 4, 4 on Intel from Skylake to Ice Lake (the
 * makers' optimization manuals). Nothing where the processor is another.
 */
export function additionLatency(): number | undefined {
  const model = cpus()[0]?.model ?? "";
  if (model.includes("AMD")) return 3;
  if (model.includes("Intel")) return isGoldenCove() ? undefined : 4;
  return undefined;
}

/** Intel's cores from Golden Cove on add in 2 or 3 cycles, by what came before. */
function isGoldenCove(): boolean {
  return existsSync("/proc/cpuinfo") && readFileSync("/proc/cpuinfo", "utf8").includes("avx512_fp16");
}

/** A call runs CHAIN dependent additions, whose time gives the cycle's length. */
export async function dependentAdditions(): Promise<() => void> {
  const { instance } = await WebAssembly.instantiate(moduleBytes());
  const chain = instance.exports.chain as (loops: number, term: number) => number;
  return () => {
    if (chain(CHAIN / 16, 1) !== CHAIN) throw new Error("cycle: the additions were not all made");
  };
}

/** (module (func (export "chain") (param $loops i32) (param $term f64) (result f64) (local $sum f64) …)), by hand. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const addTerm = [0x20, 1, 0xa0]; // local.get $term, f64.add
  const body = [
    ...[0x01, 0x01, 0x7c], // one local, f64: $sum
    ...[0x03, 0x40, 0x20, 2], // loop, local.get $sum
    ...Array.from({ length: 16 }, () => addTerm).flat(),
    ...[0x21, 2], // local.set $sum
    ...[0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0], // $loops ← $loops − 1, br_if to the loop
    ...[0x0b, 0x20, 2, 0x0b], // end, local.get $sum, end
  ];
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 2, 0x7f, 0x7c, 1, 0x7c]), // type 0: (i32, f64) → f64
    ...section(3, [1, 0]), // function 0 is of type 0
    ...section(7, [1, 5, ...Array.from("chain", (letter) => letter.charCodeAt(0)), 0, 0]),
    ...section(10, [1, body.length, ...body]),
  );
}

/** All lengths here are below 128: one byte each. */
function section(id: number, content: readonly number[]): number[] {
  return [id, content.length, ...content];
}
