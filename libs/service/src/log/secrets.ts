import { Injectable } from '@nestjs/common';
import { redact, spellingsOf } from '@image-factory/errors';

/** Shorter values are not redacted: they would match ordinary words. */
const MIN_LENGTH = 4;

/** The secret values that this process holds, for redaction in the log. */
@Injectable()
export class Secrets {
  private readonly uses = new Map<string, number>();

  /**
   * Redacts a value in the log.
   * @returns a function that ends the redaction; it ends when every user of the value has called theirs
   */
  add(value: string | undefined): () => void {
    if (value === undefined || value.length < MIN_LENGTH) return () => undefined;
    const spellings = spellingsOf(value);
    for (const spelling of spellings) this.uses.set(spelling, (this.uses.get(spelling) ?? 0) + 1);
    let kept = true;
    return () => {
      if (kept) spellings.forEach((spelling) => this.release(spelling));
      kept = false;
    };
  }

  /** The text without any of the values, and without anything else that has the form of a secret. */
  redact(text: string): string {
    return redact(text, this.uses.keys());
  }

  private release(spelling: string): void {
    const left = (this.uses.get(spelling) ?? 0) - 1;
    if (left > 0) this.uses.set(spelling, left);
    else this.uses.delete(spelling);
  }
}
