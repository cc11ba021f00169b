/**
 * Returns a run's name as the name of its folder, such as `kill-kafka-leader` for "kill kafka:leader". A colon is allowed neither on Windows
 * nor by GitHub's action that uploads artifacts.
 */
export function folderName(name: string): string {
  return name.replaceAll(/[ :]/g, "-");
}
