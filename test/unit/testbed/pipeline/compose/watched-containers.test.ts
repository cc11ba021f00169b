import { expect, test } from "vitest";
import { startComposePipeline } from "../../../../../testbed/pipeline/compose/start-compose-pipeline.ts";
import { container, engine, services } from "../../../../support/containers/stub-engine.ts";

test("a start ends with the reason if the engine reports no events any more, and nothing waits for it", async () => {
  const events = 'echo "error during connect" >&2; exit 1';
  const { options } = await engine({ commands: { events, up: "exec sleep 600" } });
  await expect(startComposePipeline(options)).rejects.toThrow(
    /^The states of the containers are not known any more: docker events has ended \(error during connect\)\.$/,
  );
});

test("a running pipeline fails with the reason if the engine reports no events any more, and is stopped", async () => {
  const { options, watcher, notices, calls } = await engine({});
  {
    await using pipeline = await startComposePipeline(options);
    process.kill(watcher()?.pid ?? 0, "SIGKILL");
    const unknown =
      "The states of the containers are not known any more: docker events has ended (signal SIGKILL).";
    expect((await pipeline.failure).message).toBe(unknown);
    await expect(pipeline.part("mqtt").kill()).rejects.toThrow(unknown);
  }
  expect(notices).toEqual([expect.stringMatching(/^Whether the containers stopped cleanly is not known: /)]);
  expect(calls().at(-1)).toMatch(/ down$/);
});

test("a part that ends during a later start fails that start, and not the pipeline", async () => {
  const ended = container("kafka", "exited", "", 1);
  const { options } = await engine({
    killed: [container("kafka", "exited", "", 137)],
    revived: [container("kafka", "running", "starting"), ended],
    stopped: services.map((service) => container(service, "exited", "")),
  });
  await using pipeline = await startComposePipeline(options);
  await pipeline.part("kafka").kill();
  await expect(pipeline.part("kafka").start()).rejects.toThrow(
    /^kafka ended during its start: exit code 1\n/,
  );
  const failed = await Promise.race([pipeline.failure, Promise.resolve("not failed")]);
  expect(failed).toBe("not failed");
});

test("a start asks the engine nothing while it waits, and a part recovers with three commands", async () => {
  const revived = [container("mosquitto", "running", "healthy")];
  const stopped = services.map((service) => container(service, "exited", ""));
  const { options, calls } = await engine({
    revived,
    killed: [container("mosquitto", "exited", "", 137)],
    stopped,
  });
  await using pipeline = await startComposePipeline(options);
  const asked = () =>
    calls().map((call) => call.replace(/^compose --project-name .*\.yml /, "").split(" ")[0]);
  // The commands that follow the logs are not waited for.
  await expect
    .poll(() => asked().toSorted())
    .toEqual(
      [
        ...["version", "compose", "info", "ps", "events"],
        ...["build", "image", "up"],
        ...Array(5).fill("logs"),
      ].toSorted(),
    );
  const before = calls().length;
  await pipeline.part("mqtt").kill();
  await pipeline.part("mqtt").start();
  await expect.poll(() => asked().slice(before)).toEqual(["kill", "start", "logs"]);
});
