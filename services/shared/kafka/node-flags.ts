/**
 * Flags of Node for programs that use kafkajs: kafkajs 2.2.4 sometimes sets a timer in the past, of which Node 24 warns.
 * `package.json` and `docker-compose.yml` have them, too.
 */
export const nodeFlags = ["--disable-warning=TimeoutNegativeWarning"] as const;
