const QUIET = 700;
const LONGEST = 2000;
const MANY = 3;

/**
 * Groups what is announced to screen readers: after a short pause, or after 2 s at the latest, up to three lines are announced
 * as they are, and more than that as their number.
 */
export class Burst {
  #say;
  #count;
  #lines = [];
  #quiet = null;
  #longest = null;

  /** @param {{say: (lines: string[]) => void, count: (n: number) => string}} options */
  constructor({ say, count }) {
    this.#say = say;
    this.#count = count;
  }

  add(line) {
    this.#lines.push(line);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#end(), QUIET);
    this.#longest ??= setTimeout(() => this.#end(), LONGEST);
  }

  /** Forgets what wasn't announced yet. */
  stop() {
    clearTimeout(this.#quiet);
    clearTimeout(this.#longest);
    this.#longest = null;
    this.#lines = [];
  }

  #end() {
    const lines = this.#lines;
    this.stop();
    this.#say(lines.length > MANY ? [this.#count(lines.length)] : lines);
  }
}
