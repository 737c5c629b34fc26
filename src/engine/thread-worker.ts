// The file that browsers start threads from: nothing but a worker's program, begun by the first message.
import { controlWords, workerMain, type WorkerStart } from "./thread-program.ts";

onmessage = ({ data }: MessageEvent<WorkerStart>): void => void workerMain(data, controlWords);
