// The queue's checks: faults on Redis and on PostgreSQL, poisons, limits and times.
import type { Check } from "./check.ts";
import { have } from "./engines.ts";
import type { Fixture } from "./fixture.ts";
import { commonFaults, outage, poisons, workerFaults, type Backend } from "./queue-faults.ts";
import {
  backPressure,
  cancelling,
  capacity,
  hostileJobs,
  noWorkers,
  overhead,
  recovery,
  secrets,
} from "./queue-limits.ts";
import { queueRows } from "./queue-rows.ts";
import { postgresPrograms, startPostgres, startRedis, type Durability } from "./servers.ts";

const onRedis = (name: string, durability: Durability): Backend => ({
  name,
  skip: () => (have("redis-server") ? undefined : "redis-server is not installed"),
  start: () => startRedis(durability),
});
const redis = onRedis("Redis", "none");
const postgres: Backend = {
  name: "PostgreSQL",
  skip: () => (postgresPrograms() === undefined ? "PostgreSQL is not installed" : undefined),
  start: () => startPostgres(postgresPrograms()!),
};

/** All checks that do not measure time: several may run at once. */
export function queueChecks(): Check[] {
  return [
    capacity(redis),
    ...poisons(redis),
    ...commonFaults(redis),
    ...workerFaults(redis),
    outage(onRedis("Redis, AOF everysec", "everysec"), "kept"),
    outage(onRedis("Redis, AOF always", "always"), "kept"),
    outage(redis, "emptied"),
    cancelling(redis),
    noWorkers(redis),
    backPressure(redis),
    hostileJobs(redis),
    secrets(redis),
    ...commonFaults(postgres),
    outage(postgres, "kept"),
    noWorkers(postgres),
  ];
}

/** Rows of a network, by the built program. */
export function queueRowsChecks(fixture: Fixture): Check[] {
  const [first, ...others] = backends();
  return [...queueRows(fixture, first), ...others.flatMap((backend) => queueRows(fixture, backend).slice(0, 1))];
}

/** Servers that queues run on. */
export function backends(): Backend[] {
  return [redis, postgres];
}

/** Checks that measure time: one after the other, with nothing beside them. */
export function queueTimes(): Check[] {
  return [recovery(redis), overhead(redis)];
}
