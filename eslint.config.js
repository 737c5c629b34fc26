import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "build", "out", "assembly", "bench/speed/peers", "src/engine/generated"] },
  ...tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-invalid-void-type": "off",
      "no-console": "off",
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        ...[
          "random",
          "exp",
          "expm1",
          "log",
          "log1p",
          "log2",
          "log10",
          "sin",
          "cos",
          "tan",
          "tanh",
          "pow",
          "cbrt",
          "hypot",
        ].map((property) => ({
          object: "Math",
          property,
          message: "Its bits differ between engines; use src/numerics (math.ts, trigonometry.ts) or a kernel.",
        })),
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "BinaryExpression[operator='**']",
          message: "Its bits differ between engines; use src/numerics (math.ts, trigonometry.ts).",
        },
      ],
    },
  },
);
