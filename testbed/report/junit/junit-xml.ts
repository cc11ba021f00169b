import XMLBuilder from "fast-xml-builder";
import { xmlAttribute, xmlText } from "./xml-text.ts";

/** A test case: one criterion of a run's verdict. Without a problem it has passed. */
export interface JUnitCase {
  readonly name: string;
  /** `failure`: the criterion is not met; `error`: it was not judged. */
  readonly problem?: {
    readonly kind: "failure" | "error";
    readonly message: string;
    readonly details: string;
  };
}

/** A suite: the verdict of one run. */
export interface JUnitSuite {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly cases: readonly JUnitCase[];
  /** Text that belongs to all cases. */
  readonly output: string;
}

const builder = new XMLBuilder({ ignoreAttributes: false, suppressBooleanAttributes: false, format: true });

/**
 * Returns suites as a JUnit report, in the format of Jenkins' xUnit plugin (`junit-10.xsd`), which GitLab and the actions for
 * GitHub read as well. Only suites have a duration: their cases are judged together, at the end of the run.
 */
export function junitXml(suites: readonly JUnitSuite[]): string {
  const durationMs = suites.reduce((sum, suite) => sum + suite.durationMs, 0);
  return builder.build({
    "?xml": attributes({ version: "1.0", encoding: "UTF-8" }),
    testsuites: {
      ...attributes({ name: "mqtt-kafka-testbed", ...totals(suites), time: seconds(durationMs) }),
      testsuite: suites.map(suiteElement),
    },
  });
}

function suiteElement(suite: JUnitSuite): object {
  const { name, properties, startedAt, durationMs, cases, output } = suite;
  return {
    ...attributes({
      ...{ name, ...totals([suite]) },
      ...{ time: seconds(durationMs), timestamp: startedAt.toISOString().slice(0, 19) },
    }),
    properties: {
      property: Object.entries(properties).map(([key, value]) => attributes({ name: key, value })),
    },
    testcase: cases.map((each) => caseElement(each, name)),
    "system-out": xmlText(output),
  };
}

function caseElement({ name, problem }: JUnitCase, suite: string): object {
  return {
    // A dot would separate a package from a class.
    ...attributes({ name, classname: suite.replaceAll(".", "_"), time: seconds(0) }),
    ...(problem && {
      [problem.kind]: { ...attributes({ message: problem.message }), "#text": xmlText(problem.details) },
    }),
  };
}

function totals(suites: readonly JUnitSuite[]): Readonly<Record<"tests" | "failures" | "errors", string>> {
  const cases = suites.flatMap((suite) => suite.cases);
  const problems = (kind: "failure" | "error") =>
    cases.filter(({ problem }) => problem?.kind === kind).length;
  return {
    ...{ tests: String(cases.length), failures: String(problems("failure")) },
    errors: String(problems("error")),
  };
}

/** Returns attributes as the library takes them. */
function attributes(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`@_${name}`, xmlAttribute(value)]),
  );
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
