// Sends one file in parts. When the line breaks it waits, asks how much arrived, and goes on from there.

const PART = 4 * 1024 * 1024;
const TRIES = 6;

class Refusal extends Error {
  constructor(sentence) {
    super(sentence);
    this.sentence = sentence;
  }
}

export async function sendFile(file, { address, token, mark, fields, progress, waiting }) {
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const patiently = (act) => again(act, waiting);
  const begun = await patiently(() => ask(address, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify({ filename: file.name, size: file.size, mark }),
  }));
  const own = `${address}/${begun.key}`;
  let received = begun.received;
  while (received < file.size) {
    progress(received);
    const part = file.slice(received, received + PART);
    const offset = received;
    const answer = await patiently(() => ask(`${own}?offset=${offset}`, {
      method: "PUT",
      headers: { ...headers, "Content-Type": "application/octet-stream" },
      body: part,
    }));
    received = answer.received;
  }
  progress(received);
  return patiently(() => ask(`${own}/finish`, { method: "POST", headers, body: fields() }));
}

async function ask(address, options) {
  const response = await fetch(address, { credentials: "same-origin", ...options });
  const said = (response.headers.get("Content-Type") ?? "").startsWith("application/json") ? await response.json() : {};
  if (response.ok || (response.status === 409 && "received" in said)) return said;
  if (response.status >= 500 && response.status !== 503) throw new Error(String(response.status));
  throw new Refusal(said.error);
}

async function again(act, waiting) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Refusal || attempt === TRIES) throw error;
      waiting();
      await new Promise((resolve) => { setTimeout(resolve, 500 * 2 ** attempt); });
    }
  }
}
