/** Error of a v2 call: problem details of RFC 9457, `application/problem+json`. */
export class Problem {
  /**
   * URN of the error code.
   * @example "urn:image-factory:error:commit_not_found"
   */
  type!: string;

  /**
   * Summary of the code, the same for every occurrence.
   * @example "No such commit"
   */
  title!: string;

  /**
   * HTTP status code.
   * @example 404
   */
  status!: number;

  /**
   * Description of this occurrence.
   * @example "Commit 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b was not found."
   */
  detail!: string;

  /**
   * Error code.
   * @example "commit_not_found"
   */
  code!: string;

  /**
   * Remedy, if there is one.
   * @example "Records are deleted max_commit_exist_time seconds after the commit has ended."
   */
  hint?: string;

  /**
   * Id of the request, as in the logs.
   * @example "3f0c5f0e-0b0a-4f0e-9d3a-2a7b1c9d8e7f"
   */
  request_id?: string;
}
