export { isAvailable, watch } from "./presence.js";
export {
  ALL_SERVERS,
  FORMS,
  type ServerName,
  Stage,
  type StageJabberOptions,
  type StageOptions,
  type StagePhoneOptions,
  TWO_SERVERS,
  wv,
} from "./stage.js";
export { TEXTS } from "./texts.js";
