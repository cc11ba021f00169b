/**
 * Returns the summary of a step: the table of the drills as `matrix.md` has it, `undefined` if no drill was started, and a link
 * to the artifact, "" if there is none.
 */
export function stepSummary(matrix: string | undefined, exitCode: string, artifactUrl: string): string {
  const table =
    matrix ?? `**Not carried out** (exit code ${exitCode}): the log of the step has the reason.\n`;
  const link = artifactUrl === "" ? "" : `\n[Reports, logs and JUnit](${artifactUrl})\n`;
  return `${table}${link}`;
}
