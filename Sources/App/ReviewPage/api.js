// The requests to the program (docs/review-api.yaml). All paths are relative: the token is in the page's own.

export class Failure extends Error {
  constructor(status, code, message) { super(message); this.status = status; this.code = code; }
}

let session = sessionStorage.getItem("session");

async function ask(method, path, body, headers = {}) {
  const options = { method, headers: { ...headers }, cache: "no-store" };
  if (session) options.headers.Session = session;
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Failure(0, "Unreachable", "The program does not answer. Is it still running? Start it again: all saved edits are kept.");
  }
  if (response.ok) return response;
  const told = await response.json().then(one => one.error, () => ({}));
  throw new Failure(response.status, told.code ?? "Failed", told.message ?? `The program answered ${response.status}.`);
}

const read = async (...request) => (await ask(...request)).json();

export const review = () => read("GET", "api/review");
export const job = () => read("GET", "api/job");

export async function edits() {
  const response = await ask("GET", "api/edits");
  return { revision: Number(response.headers.get("ETag").replaceAll('"', "")), edits: await response.json() };
}

export async function claim(takeOver = false) {
  session = (await read("POST", "api/session", session ? { session, takeOver } : { takeOver })).session;
  sessionStorage.setItem("session", session);
}

// The page is closed: others may edit.
export function release() {
  if (session) fetch("api/session", { method: "DELETE", headers: { Session: session }, keepalive: true }).catch(() => {});
}

export const store = async (edits, revision) => (await read("PUT", "api/edits", edits, { "If-Match": `"${revision}"` })).revision;
export const boxes = (from, to) => read("GET", `api/boxes?from=${from}&to=${to}`);
export const follow = async (time, box) => (await read("POST", "api/follow", { time, box })).keyframes;
export const render = () => read("POST", "api/job", {});
export const cancel = () => read("DELETE", "api/job");
export const sign = name => read("POST", "api/signature", { name });
export const frame = async (time, view, side = 1920) => (await ask("GET", `api/frame?time=${time}&view=${view}&side=${side}`)).blob();
export const pictureAt = (track, time) => `api/pictures/${track}.jpg?time=${time}`;
export const picture = track => `api/pictures/${track}.jpg`;
