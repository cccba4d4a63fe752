// What is long is done in steps: between them the page answers.
export const pause = () => globalThis.scheduler?.yield?.() ?? new Promise((go) => setTimeout(go));
