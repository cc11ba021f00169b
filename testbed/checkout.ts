import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root folder of the checkout or of the installed package. */
export const checkout = fileURLToPath(new URL("..", import.meta.url));

/** Folder of the pipeline that `npm start` runs; ignored by Git. */
export const defaultFolder = join(checkout, ".testbed");

const cache = join(defaultFolder, "cache");

/** Jars of the Kafka broker and the Connect worker, which set-up resolves. */
export const kafkaJars = join(cache, "kafka-jars");

/** Archives of the classes that Kafka and Connect load, which set-up creates. */
export const classArchives = join(cache, "class-archives");

/** First records of a new Kafka storage, by version of Kafka; the first start that needs them keeps them. */
export const keptStorage = join(cache, "kafka-storage");

/**
 * Node's compile cache of the services. package.json sets the same folder for the command line, whose modules then load in
 * 0.21 s instead of 0.55 s.
 */
export const nodeCompileCache = join(cache, "node");
