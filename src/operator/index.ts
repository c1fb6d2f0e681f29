export { createOperator, type Operator, type OperatorOptions, type Part } from "./server.js";
