/** Something that was put into the page and cannot be used, in sentences that say what to do. */
export class InputError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InputError";
  }
}
