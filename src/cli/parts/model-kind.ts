import { decodeSafetensors } from "../../files/decode-safetensors.ts";
import { readModelBytes } from "../../node/read-file.ts";
import { checkInput } from "../input.ts";

/** What a model's file holds. */
export type ModelKind = "network" | "table";

/** Whether a place is an address of the web or of an object store. */
export function isAddress(place: string): boolean {
  return /^(?!file:)[a-z][a-z\d+.-]+:\/\//i.test(place);
}

/** What the file of a model holds: what is no network is a table's model, or it is refused as one. */
export async function modelKindOf(path: string): Promise<ModelKind> {
  await checkInput(path);
  const { metadata } = decodeSafetensors(await readModelBytes(path, path));
  return metadata.get("format") === "langevin-score-network" ? "network" : "table";
}
