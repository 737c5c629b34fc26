// The queue's checks: faults on Redis and on PostgreSQL, poisons, limits and times.
import type { Check } from "./check.ts";
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
import { postgresPrograms, startPostgres, startRedis } from "./servers.ts";

const redis: Backend = { name: "Redis", start: () => startRedis() };
const everySecond: Backend = { name: "Redis, AOF everysec", start: () => startRedis("everysec") };
const always: Backend = { name: "Redis, AOF always", start: () => startRedis("always") };

/** All checks that do not measure time: several may run at once. */
export function queueChecks(): Check[] {
  const bin = postgresPrograms();
  const postgres: Backend = { name: "PostgreSQL", start: () => startPostgres(bin!) };
  return [
    ...commonFaults(redis),
    ...workerFaults(redis),
    outage(everySecond, "kept"),
    outage(always, "kept"),
    outage(redis, "emptied"),
    ...poisons(redis),
    cancelling(redis),
    noWorkers(redis),
    backPressure(redis),
    capacity(redis),
    hostileJobs(redis),
    secrets(redis),
    ...(bin === undefined ? [] : [...commonFaults(postgres), outage(postgres, "kept"), noWorkers(postgres)]),
  ];
}

/** Rows of a network, by the built program. */
export function queueRowsChecks(fixture: Fixture): Check[] {
  const [first, ...others] = backends();
  return [...queueRows(fixture, first), ...others.flatMap((backend) => queueRows(fixture, backend).slice(0, 1))];
}

/** Redis, and PostgreSQL where it is installed. */
export function backends(): Backend[] {
  const bin = postgresPrograms();
  return bin === undefined ? [redis] : [redis, { name: "PostgreSQL", start: () => startPostgres(bin) }];
}

/** Checks that measure time: one after the other, with nothing beside them. */
export function queueTimes(): Check[] {
  return [recovery(redis), overhead(redis)];
}
