import type { DataSpec } from "./data-spec.ts";
import { encodeLink } from "./link.ts";
import type { Settings } from "./settings.ts";

/**
 * Keeps the settings of what is shown in the page's address, so that a reload brings it back. Rows and images that came
 * from a file get there, and into the browser's history, only when someone asks for the link.
 */
export class Address {
  private readonly put: (hash: string) => void;
  /** The file's data that someone has asked a link of, or that came with one. */
  private published: DataSpec | undefined;
  private last = "";
  /** Links are made one after the other, but may be ready in any order: the latest one counts. */
  private turn = 0;

  /** @param put puts a hash into the address, "" for none */
  constructor(put: (hash: string) => void) {
    this.put = put;
  }

  /** Whether it was put there by {@link show}, and is not a link that was followed. */
  isOwn(hash: string): boolean {
    return hash === this.last;
  }

  /** Data that came with the address: no secret any more. */
  opened({ data }: Settings): void {
    this.published = data;
  }

  /** Shows settings as they are now, without a file's data. */
  async show(settings: Settings): Promise<void> {
    const { data } = settings;
    const fromFile = data.kind === "table" || data.kind === "image";
    await this.set(fromFile && data !== this.published ? undefined : settings);
  }

  /** Puts everything into the address, as was asked for; gives the hash. */
  async publish(settings: Settings): Promise<string> {
    this.published = settings.data;
    return this.set(settings);
  }

  private async set(settings: Settings | undefined): Promise<string> {
    const mine = ++this.turn;
    const link = settings ? await encodeLink(settings) : "";
    if (mine === this.turn) {
      this.last = link;
      this.put(link);
    }
    return link;
  }
}
