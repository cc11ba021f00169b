import { expect, test } from "vitest";
import { isTopicTemplate, TopicTemplate } from "../../../../../services/shared/mqtt/topic-template.ts";

test("a topic without {shard} is that of all devices, and its own filter", () => {
  const template = new TopicTemplate("coffee/machines", 4);
  expect(template.topicOf("3DF92-192")).toBe("coffee/machines");
  expect(template.topics).toEqual(["coffee/machines"]);
  expect(template.filter).toBe("coffee/machines");
});

test.each([
  ["coffee/{shard}", ["coffee/0", "coffee/1", "coffee/2"], "coffee/+"],
  ["{shard}", ["0", "1", "2"], "+"],
  ["a/{shard}/b", ["a/0/b", "a/1/b", "a/2/b"], "a/+/b"],
])("%s has a topic for each shard, and a filter for all", (text, topics, filter) => {
  const template = new TopicTemplate(text, 3);
  expect(template.topics).toEqual(topics);
  expect(template.filter).toBe(filter);
});

test("a device is always on the same shard, and many devices use all of them", () => {
  const devices = Array.from({ length: 100 }, (_, index) => `device-${index}`);
  const topicsOf = () => devices.map((device) => new TopicTemplate("coffee/{shard}", 4).topicOf(device));
  expect(topicsOf()).toEqual(topicsOf());
  expect([...new Set(topicsOf())].toSorted()).toEqual(["coffee/0", "coffee/1", "coffee/2", "coffee/3"]);
});

test.each([
  "",
  "coffee/#",
  "coffee/+",
  "a\0",
  "coffee-{shard}",
  "{shard}/{shard}",
  "coffee/{shards}",
  "c/{}",
])("%j is no template", (text) => {
  expect(isTopicTemplate(text)).toBe(false);
});

test.each(["coffee", "/", "a/{shard}/b", "{shard}", "{a b}"])("%j is one", (text) => {
  expect(isTopicTemplate(text)).toBe(true);
});
