import {
  LinkInterfaceError,
  requireLinkInterfaces,
} from "../../../testbed/pipeline/local/link-interfaces.ts";

/**
 * Whether links cannot have network interfaces of their own here: tests of dropped packets are skipped then, with a warning. In
 * CI that is an error, if it runs as root.
 */
export function linkInterfacesAreMissing(): boolean {
  try {
    requireLinkInterfaces();
    return false;
  } catch (error) {
    if (!(error instanceof LinkInterfaceError)) throw error;
    if (process.env["CI"] && process.getuid?.() === 0) throw error;
    console.warn(`Skipped, --hang-by packets ${error.message}`);
    return true;
  }
}
