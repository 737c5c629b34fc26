import { serve, type Endpoint } from "./channel.ts";
import { Session } from "./session.ts";

serve(globalThis as unknown as Endpoint, new Session());
