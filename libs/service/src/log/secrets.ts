import { Injectable } from '@nestjs/common';

const CENSORED = '[redacted]';

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
    const spellings = [...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(wellFormed(value))])];
    for (const spelling of spellings) this.uses.set(spelling, (this.uses.get(spelling) ?? 0) + 1);
    let kept = true;
    return () => {
      if (kept) spellings.forEach((spelling) => this.release(spelling));
      kept = false;
    };
  }

  /** The text with all values redacted. */
  redact(text: string): string {
    let redacted = text;
    for (const secret of this.uses.keys()) redacted = redacted.replaceAll(secret, CENSORED);
    return redacted;
  }

  private release(spelling: string): void {
    const left = (this.uses.get(spelling) ?? 0) - 1;
    if (left > 0) this.uses.set(spelling, left);
    else this.uses.delete(spelling);
  }
}

/** JSON may contain a lone surrogate, which cannot be URL-encoded. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
