// A plugin of esbuild's: constants at the top of modules are made by calls marked as free of side effects, as all of src/ is
// (package.json, sideEffects). In a file that holds many modules bundlers go by such marks alone, and by them drop the tables
// and samplers that a program does not use.
import { readFileSync } from "node:fs";
import ts from "typescript";

const { SyntaxKind } = ts;
/** What a bundler cannot know to be without side effects. */
const doubtful = new Set([
  ...[SyntaxKind.CallExpression, SyntaxKind.NewExpression, SyntaxKind.TaggedTemplateExpression],
  ...[SyntaxKind.SpreadElement, SyntaxKind.SpreadAssignment, SyntaxKind.BinaryExpression],
  ...[SyntaxKind.PropertyAccessExpression, SyntaxKind.ElementAccessExpression],
]);

function isDoubtful(node) {
  if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return false;
  return doubtful.has(node.kind) || ts.forEachChild(node, (child) => isDoubtful(child) || undefined) === true;
}

export const pureConstants = {
  name: "pure-constants",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      let contents = readFileSync(path, "utf8");
      const source = ts.createSourceFile(path, contents, ts.ScriptTarget.Latest);
      const declared = source.statements
        .filter(ts.isVariableStatement)
        .flatMap((each) => each.declarationList.declarations);
      for (const { name, initializer } of declared.reverse())
        if (ts.isIdentifier(name) && initializer && isDoubtful(initializer)) {
          const [start, end] = [initializer.getStart(source), initializer.getEnd()];
          contents = `${contents.slice(0, start)}/* @__PURE__ */ (() => (${contents.slice(start, end)}))()${contents.slice(end)}`;
        }
      return { contents, loader: "ts" };
    });
  },
};
