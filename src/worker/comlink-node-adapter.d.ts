declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";

  /** A worker or port of Node as an endpoint. */
  export default function nodeEndpoint(worker: object): Endpoint;
}
