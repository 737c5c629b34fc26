import { createHash, type Hash } from "node:crypto";
import type { CanonicalRows } from "./result-rows.ts";
import { BLOCK_ROWS } from "./shards.ts";

/** The hash of rows that come one after another. */
export class RowHash {
  private readonly hash = createHash("sha256");

  add({ bytes }: CanonicalRows): void {
    this.hash.update(bytes);
  }

  digest(): string {
    return this.hash.digest("hex");
  }
}

/**
 * The hash of a whole run: SHA-256 of the hashes of its blocks of 65,536 rows, so that blocks can be hashed anywhere and it
 * does not matter how the run was cut into shards.
 */
export class RunHash {
  private readonly tree = createHash("sha256");
  private block: Hash = createHash("sha256");
  private rows = 0;

  add({ count, bytes, begin }: CanonicalRows): void {
    for (let row = 0; row < count;) {
      const end = Math.min(count, row + BLOCK_ROWS - this.rows);
      this.block.update(bytes.subarray(begin(row), begin(end)));
      this.rows += end - row;
      row = end;
      if (this.rows === BLOCK_ROWS) this.close();
    }
  }

  digest(): string {
    if (this.rows > 0) this.close();
    return this.tree.digest("hex");
  }

  private close(): void {
    this.tree.update(this.block.digest());
    this.block = createHash("sha256");
    this.rows = 0;
  }
}
