import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { type JUnitSuite, junitXml } from "../../../../../testbed/report/junit/junit-xml.ts";

const schema = readFileSync(new URL("../../../../fixtures/junit.xsd", import.meta.url), "utf8");

/** Returns what libxml2 says against these reports: not well-formed, or not as in the schema. */
async function errorsIn(reports: readonly string[]): Promise<readonly string[]> {
  const xml = reports.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  return (await validateXML({ xml, schema })).errors.map(({ rawMessage }) => rawMessage);
}

function suiteOf(text: string, kind: "failure" | "error" = "failure"): JUnitSuite {
  return {
    ...{ name: text, properties: { bridge: text }, output: text },
    ...{ startedAt: new Date("2026-11-24T10:00:00.123Z"), durationMs: 31_234.5 },
    cases: [{ name: "ghost" }, { name: "lost", problem: { kind, message: text, details: text } }],
  };
}

test("a report has a suite for each run with its totals, its duration, its properties and its cases", async () => {
  const xml = junitXml([suiteOf("kill bridge, node mine.js"), suiteOf('"a" < b & c', "error")]);
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="mqtt-kafka-testbed" tests="4" failures="1" errors="1" time="62.469">
  <testsuite name="kill bridge, node mine.js" tests="2" failures="1" errors="0" time="31.235" timestamp="2026-11-24T10:00:00">
    <properties>
      <property name="bridge" value="kill bridge, node mine.js"></property>
    </properties>
    <testcase name="ghost" classname="kill bridge, node mine_js" time="0.000"></testcase>
    <testcase name="lost" classname="kill bridge, node mine_js" time="0.000">
      <failure message="kill bridge, node mine.js">kill bridge, node mine.js</failure>
    </testcase>
    <system-out>kill bridge, node mine.js</system-out>
  </testsuite>
  <testsuite name="&quot;a&quot; &lt; b &amp; c" tests="2" failures="0" errors="1" time="31.235" timestamp="2026-11-24T10:00:00">
    <properties>
      <property name="bridge" value="&quot;a&quot; &lt; b &amp; c"></property>
    </properties>
    <testcase name="ghost" classname="&quot;a&quot; &lt; b &amp; c" time="0.000"></testcase>
    <testcase name="lost" classname="&quot;a&quot; &lt; b &amp; c" time="0.000">
      <error message="&quot;a&quot; &lt; b &amp; c">&quot;a&quot; &lt; b &amp; c</error>
    </testcase>
    <system-out>&quot;a&quot; &lt; b &amp; c</system-out>
  </testsuite>
</testsuites>
`);
  expect(await errorsIn([xml])).toEqual([]);
});

test("characters that XML forbids are visible; line breaks stay in texts and are visible in attributes", () => {
  const xml = junitXml([suiteOf("\u0000\u001b[2J\ud800\uffff\n\t😀é\u0085")]);
  expect(xml).toContain("<system-out>\\u0000\\u001b[2J\\ud800\\uffff\n\t😀é\u0085</system-out>");
  expect(xml).toContain('message="\\u0000\\u001b[2J\\ud800\\uffff\\u000a\\u0009😀é\u0085"');
});

test("a report with any text of others in it is a valid JUnit report", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    // Among them halves of surrogate pairs and control characters.
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.constantFrom("true", "__proto__", "]]>", "<!--", "&#0;", "--", "'", ""),
  );
  const reports = fc.sample(text, 300).map((each) => junitXml([suiteOf(each)]));
  expect(await errorsIn(reports)).toEqual([]);
});

test("the check sees what is wrong: a forbidden character, a failure without its message, a case without a suite", async () => {
  const whole = junitXml([suiteOf("x")]);
  for (const wrong of [
    whole.replace(">x</system-out>", ">\u001b</system-out>"),
    whole.replace(' message="x"', ""),
    whole.replace("<testsuite ", "<testcase ").replace("</testsuite>", "</testcase>"),
  ]) {
    expect(await errorsIn([wrong])).not.toEqual([]);
  }
});
