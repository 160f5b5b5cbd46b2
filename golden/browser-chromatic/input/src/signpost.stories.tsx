import { Signpost } from "./signpost";

export default { component: Signpost };
export const ToTheHarbour = { args: { target: "Harbour" } };
