export { quantize, type QuantizedModel, type QuantizeOptions } from "./quantize.ts";
