import { basename, extname } from "node:path";
import { Command } from "commander";
import { createEngine } from "../../index.ts";
import { saveTableModel } from "../../table/index.ts";
import { usageError } from "../command-error.ts";
import { fitPlanned, planFit, type LearningOptions } from "../fit-model.ts";
import { formatSeconds } from "../format-numbers.ts";
import {
  addCommon,
  addCompute,
  addFitting,
  addOutput,
  addReading,
  type CommonOptions,
  type OutputOptions,
} from "../options/groups.ts";
import { openOutput } from "../output.ts";
import { checkpointOf, resumeFit } from "../resume-fit.ts";
import { checkJson, type OpenSession } from "../session.ts";

interface FitOptions extends CommonOptions, OutputOptions, LearningOptions {
  jsonLines?: true;
  resume?: true;
}

export function fitCommand(open: OpenSession): Command {
  const command = new Command("fit")
    .summary("a model of a table")
    .description("Learns a table and writes a model, from which sample, impute and score work.")
    .argument("<table>", 'a file, or "-"');
  addOutput(command, "the model's file (default: the table's name with .langevin)");
  addFitting(command).option("--resume", "go on with a training that was stopped, bit for bit as if it had not been");
  addCompute(command, "of everything random");
  return addCommon(addReading(command))
    .option("--json-lines", "--json=lines: an object a line, with the progress about every second")
    .action(async (path: string, options: FitOptions) => {
      const json = options.json ?? options.jsonLines ?? false;
      const session = open({ ...options, json });
      const file = options.output ?? defaultName(path);
      const output = options.dryRun ? undefined : await openOutput(file, { force: options.force ?? false });
      if (output) checkJson({ json }, output);
      const begun = performance.now();
      const tell = options.jsonLines && ((progress: object) => session.tell({ event: "progress", ...progress }));
      const engine = await createEngine({ threads: options.threads });
      try {
        const checkpoint = checkpointOf(session, file);
        let model;
        if (options.resume) model = await resumeFit(session, engine, path, options, checkpoint, tell);
        else {
          const { table, plan } = await planFit(session, path, options);
          if (!output)
            return session.finish({
              command: "fit",
              dryRun: true,
              table: path,
              ...plan,
              schema: table.description.schema,
            });
          model = await fitPlanned(session, engine, table, options, checkpoint, tell);
        }
        await output!.write(saveTableModel(model, { for: "sampling" }));
        await checkpoint.remove();
        const seconds = (performance.now() - begun) / 1000;
        session.talk.say(`${model.step} steps in ${formatSeconds(seconds)}; the model is ${output!.name}`);
        const { step: steps, rows, width } = model;
        session.finish({ command: "fit", table: path, model: output!.name, rows, width, steps, seconds });
      } finally {
        engine.dispose();
      }
    });
}

function defaultName(path: string): string {
  if (path === "-") throw usageError("The standard input has no name for the model: say -o FILE.");
  return `${basename(path, extname(path))}.langevin`;
}
