export interface PlayerElements {
  play: HTMLButtonElement;
  frame: HTMLInputElement;
  speed: HTMLInputElement;
}

/** Seconds that a flow takes at speed 1. */
const SLOWEST = 12;
/** Seconds that a looped flow stays at its end. */
const REST = 0.7;

/** Moves through the frames of a flow, by itself or by a slider. */
export class Player {
  /** Position, in frames. */
  at = 0;
  private readonly elements: PlayerElements;
  private readonly show: (now: boolean) => void;
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");
  /** The last frame's number; 0 where there is nothing to play. */
  private last = 0;
  private playing = false;
  private looping = false;
  private rested = 0;
  private before = 0;
  /** The animation frame that was asked for. */
  private next = 0;

  /** @param show draws the position: at once in an animation frame, or in the next one */
  constructor(elements: PlayerElements, show: (now: boolean) => void) {
    this.elements = elements;
    this.show = show;
    elements.play.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    elements.frame.addEventListener("input", () => {
      if (this.last === 0) return;
      this.pause();
      this.at = Number(elements.frame.value);
      this.show(false);
    });
    this.showPlaying(false);
  }

  clear(): void {
    this.pause();
    this.last = 0;
  }

  /** A flow of an unfinished training goes round and round; a finished one is played once. */
  set(frames: number, { preview }: { preview: boolean }): void {
    const part = this.last > 0 ? this.at / this.last : undefined;
    this.last = frames - 1;
    this.looping = preview;
    this.elements.frame.max = String(this.last);
    if (this.still.matches) this.at = this.last;
    else if (!preview || part === undefined) {
      this.at = 0;
      this.play();
    } else this.at = part * this.last;
    this.show(false);
  }

  /** Says where the slider is, in words and numbers. */
  describe(text: string): void {
    const { frame } = this.elements;
    const nearest = String(Math.round(this.at));
    if (frame.value !== nearest) frame.value = nearest;
    frame.ariaValueText = `${nearest} of ${this.last}, ${text}`;
  }

  private play(): void {
    if (this.last === 0 || this.playing) return;
    if (this.at >= this.last) this.at = 0;
    this.rested = 0;
    this.showPlaying(true);
    this.before = performance.now();
    const tick = (now: number): void => {
      this.advance(Math.max(0, now - this.before) / 1000);
      this.before = now;
      this.show(true);
      if (this.playing) this.next = requestAnimationFrame(tick);
    };
    this.next = requestAnimationFrame(tick);
  }

  private pause(): void {
    cancelAnimationFrame(this.next);
    this.showPlaying(false);
  }

  private showPlaying(playing: boolean): void {
    this.playing = playing;
    this.elements.play.textContent = playing ? "Pause" : "Play";
  }

  private advance(seconds: number): void {
    if (this.at >= this.last) {
      this.rested += seconds;
      if (!this.looping) this.pause();
      else if (this.rested > REST) this.at = 0;
      return;
    }
    this.rested = 0;
    this.at = Math.min(this.last, this.at + (seconds * this.last * Number(this.elements.speed.value)) / SLOWEST);
  }
}
