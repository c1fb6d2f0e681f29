export { createOperator, type Operator, type OperatorOptions, type Part, type Parts } from "./server.js";
