/** Counts promises that were rejected with no one listening, in Node and in pages, from now to `end()`. */
export function countUnhandledRejections(): { end(): number } {
  let unhandled = 0;
  const count = (): unknown => unhandled++;
  const inNode = typeof process === "object";
  if (inNode) process.on("unhandledRejection", count);
  else addEventListener("unhandledrejection", count);
  const end = (): number => {
    if (inNode) process.off("unhandledRejection", count);
    else removeEventListener("unhandledrejection", count);
    return unhandled;
  };
  return { end };
}
