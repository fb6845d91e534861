/** Why a v2 call was refused: problem details of RFC 9457, `application/problem+json`. */
export class Problem {
  /**
   * Name of this kind of failure, the same for every occurrence.
   * @example "urn:image-factory:error:commit_not_found"
   */
  type!: string;

  /**
   * A short name of the failure, the same for every occurrence.
   * @example "No such commit"
   */
  title!: string;

  /**
   * HTTP status code.
   * @example 404
   */
  status!: number;

  /**
   * What was wrong this time, in a sentence.
   * @example "Commit 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b was not found."
   */
  detail!: string;

  /**
   * Stable code.
   * @example "commit_not_found"
   */
  code!: string;

  /**
   * What a person can do about it, where something can be done.
   * @example "Records are deleted max_commit_exist_time seconds after the commit has ended."
   */
  hint?: string;

  /**
   * Id of the request, as the log has it.
   * @example "3f0c5f0e-0b0a-4f0e-9d3a-2a7b1c9d8e7f"
   */
  request_id?: string;
}
