import { program } from "./program.js";

const show = (result) => (document.querySelector("#result").textContent = JSON.stringify(result));
program().then(show, (error) => show({ error: String(error) }));
