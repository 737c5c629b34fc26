"use client";
import { createElement, useEffect, useState } from "react";
import { program } from "../program.js";

export default function Page() {
  const [result, setResult] = useState("");
  useEffect(() => {
    program().then(
      (value) => setResult(JSON.stringify(value)),
      (error) => setResult(JSON.stringify({ error: String(error) })),
    );
  }, []);
  return createElement("pre", { id: "result" }, result);
}
