import { serve, type Endpoint } from "./channel.ts";
import { Session } from "./session.ts";
import { fetchShipped } from "./shipped.ts";

serve(globalThis as unknown as Endpoint, new Session(fetchShipped));
