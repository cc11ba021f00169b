/**
 * A command to a CI system: `##[…]` of GitHub, `##vso[…]` of Azure Pipelines and `##teamcity[…]` anywhere in a line, and GitHub's
 * `::…::` at its beginning, behind white space. (actions/runner, `ActionCommand.cs`.)
 */
const command = /#(?=#\w*\[)|(?<=^\s*):(?=:)/gm;

/**
 * Returns a text that commands no CI system, for what is printed in a job: others choose parts of it. The first character of a
 * command is escaped as in JSON.
 */
export function withoutCiCommands(text: string): string {
  return text.replace(command, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
