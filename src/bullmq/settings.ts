/*
 * The queue's settings.
 *
 * A worker holds a lock on its job and renews it at least every half of its duration. A check marks the jobs that are active
 * and takes back those of the marks before it whose lock has run out. Two checks lie at most two intervals apart, since a
 * worker whose timer comes a moment too early leaves the check to the next. A worker that dies therefore loses its job after
 *
 *     lock + 2 · check  =  7 s + 2 · 2 s  =  11 s   at most,
 *
 * and a worker whose event loop stands still for less than half a lock, 3.5 s, keeps it: the library gives the loop a turn
 * every few milliseconds, and writing a part of 128 MB takes about 2 s.
 */

/** Seconds that a job's lock lasts. */
export const LOCK_SECONDS = 7;

/** Seconds between two checks for jobs whose locks ran out. */
export const CHECK_SECONDS = 2;

/** How many times a job may lose its worker; one more and it has failed. Spot machines die, one in a thousand twice. */
export const MOST_DEATHS = 5;

/** How many times a job is tried that throws what is not known to be its own fault. */
export const ATTEMPTS = 3;

/** Milliseconds before the second try; twice that before the third. The worker waits, so that no job is moved about. */
export const BACKOFF = 1000;

/** Jobs of a run that are in the queue at once: 300 to 700 bytes each. */
export const WINDOW = 10_000;

/** Jobs that are sent at once. */
export const BATCH = 1000;

/** Milliseconds between two looks for the marker of cancelling, within a task. */
export const CANCEL_INTERVAL = 4000;

/** Milliseconds between two words on a task's progress. */
export const PROGRESS_INTERVAL = 5000;

/** Milliseconds without a worker after which that is said. */
export const NO_WORKER = 6000;

/** Events that the queue keeps for whoever listens; a coordinator that misses some asks for the jobs. */
export const EVENTS = 2000;

/** Options of every job: few, as each job has its copy. */
export const jobOptions = { attempts: ATTEMPTS } as const;

/**
 * How long jobs are kept that have ended. One that is done is removed, as its id could not be given out again; those that
 * failed stay for `langevin status`.
 */
export const keptJobs = { removeOnComplete: { count: 0 }, removeOnFail: { count: 1000 } } as const;
