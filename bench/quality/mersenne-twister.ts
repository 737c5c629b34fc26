/**
 * NumPy's legacy `RandomState(seed)`, as far as permutations go: MT19937 (Matsumoto & Nishimura 1998) and Fisher–Yates from
 * the end with masked rejection. The published splits of the forest sets were drawn with it.
 */
export class RandomState {
  private readonly state = new Uint32Array(624);
  private at = 624;

  constructor(seed: number) {
    const { state } = this;
    state[0] = seed;
    for (let k = 1; k < 624; k++) {
      const previous = state[k - 1] ^ (state[k - 1] >>> 30);
      state[k] = Math.imul(1812433253, previous) + k;
    }
  }

  /** 0…count−1 in random order. */
  permutation(count: number): number[] {
    const order = Array.from({ length: count }, (_, k) => k);
    for (let k = count - 1; k > 0; k--) {
      const other = this.upTo(k);
      [order[k], order[other]] = [order[other], order[k]];
    }
    return order;
  }

  /** An integer 0…max, uniform. */
  private upTo(max: number): number {
    const mask = 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (this.next() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  private next(): number {
    if (this.at === 624) this.twist();
    let y = this.state[this.at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private twist(): void {
    const { state } = this;
    for (let k = 0; k < 624; k++) {
      const y = (state[k] & 0x80000000) | (state[(k + 1) % 624] & 0x7fffffff);
      state[k] = state[(k + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }
}
