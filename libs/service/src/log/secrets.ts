import { Injectable } from '@nestjs/common';

const CENSORED = '[redacted]';

/** Shorter values are not replaced: they would turn ordinary words of the log into holes. */
const SHORTEST = 4;

/** The secret values that this process knows at the moment; none of them gets into the log. */
@Injectable()
export class Secrets {
  private readonly uses = new Map<string, number>();

  /**
   * Keeps a value out of the log.
   * @returns forgets it again, when it has been used the last time
   */
  add(value: string | undefined): () => void {
    if (value === undefined || value.length < SHORTEST) return () => undefined;
    const spellings = [...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(wellFormed(value))])];
    for (const spelling of spellings) this.uses.set(spelling, (this.uses.get(spelling) ?? 0) + 1);
    let kept = true;
    return () => {
      if (kept) spellings.forEach((spelling) => this.release(spelling));
      kept = false;
    };
  }

  /** The text without any of the values. */
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

/** Half a surrogate pair, which JSON may hold, has no encoding for a URL. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
