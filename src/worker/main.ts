// The worker's program: the library, called by messages.
import { expose } from "comlink";
import * as evaluation from "../evaluation/index.ts";
import * as library from "../index.ts";
import * as int16 from "../int16/index.ts";
import * as metrics from "../metrics/index.ts";
import * as table from "../table/index.ts";
import * as toys from "../toys/index.ts";
import { ownEndpoint } from "./endpoint.ts";
import { Server } from "./server.ts";
import { sendTypedErrors } from "./wire.ts";

sendTypedErrors();
expose(new Server({ ...library, ...int16, ...evaluation, ...metrics, ...table, ...toys }), ownEndpoint());
