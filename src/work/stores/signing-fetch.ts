import type { AwsClient } from "aws4fetch";
import { regionOf, type ObjectEnvironment, type ObjectPlace } from "./object-place.ts";
import type { Fetch } from "./requests.ts";

/**
 * What sends requests to a place: the caller's own `fetch` as it is, or the global one, with signatures where the environment
 * has keys for the place. Keys are read once; where they change (roles of machines and pods), a caller's own `fetch` signs.
 */
export function fetchFor(place: ObjectPlace, own: Fetch | undefined, environment: ObjectEnvironment): Fetch {
  if (own) return own;
  if (!place.signed) return (url, init) => fetch(url, init);
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  const token = environment.AWS_SESSION_TOKEN;
  let client: Promise<AwsClient> | undefined;
  return async (url, init) => {
    client ??= import("aws4fetch").then(
      ({ AwsClient }) =>
        new AwsClient({
          ...{ accessKeyId, secretAccessKey, service: "s3", region: regionOf(environment), retries: 0 },
          ...(token === undefined ? {} : { sessionToken: token }),
        }),
    );
    return fetch(await (await client).sign(url, init));
  };
}
