/** The keys and secrets that this window has used, so that no text that is kept holds one of them. */
export class KnownSecrets {
  readonly #secrets = new Set<string>();

  add(secret: string): void {
    if (secret !== '') this.#secrets.add(secret);
  }

  /** A text with each of them replaced. */
  hideIn(text: string): string {
    return [...this.#secrets].reduce((hidden, secret) => hidden.replaceAll(secret, '[key]'), text);
  }
}
