// The age of JavaScript, as a program: bytes on standard input and output, one line of JSON for keys.
//
//   node age.mjs keys                         a new hybrid identity: {"identity", "recipient"}
//   node age.mjs recipient IDENTITY           {"recipient"}
//   node age.mjs encrypt RECIPIENT...         node age.mjs decrypt IDENTITY
//   node age.mjs seal PASSPHRASE              node age.mjs open PASSPHRASE

import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto; // Node 18 keeps it in a module; the library looks for it while it is imported

const age = await import("age-encryption");
const [command, ...rest] = process.argv.slice(2);

async function input() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

async function encrypted(prepare) {
  const encrypter = new age.Encrypter();
  prepare(encrypter);
  process.stdout.write(await encrypter.encrypt(await input()));
}

async function decrypted(prepare) {
  const decrypter = new age.Decrypter();
  prepare(decrypter);
  process.stdout.write(await decrypter.decrypt(await input()));
}

const commands = {
  async keys() {
    const identity = await age.generateHybridIdentity();
    console.log(JSON.stringify({ identity, recipient: await age.identityToRecipient(identity) }));
  },
  async recipient(identity) {
    console.log(JSON.stringify({ recipient: await age.identityToRecipient(identity) }));
  },
  encrypt: (...recipients) => encrypted((e) => recipients.forEach((r) => e.addRecipient(r))),
  decrypt: (identity) => decrypted((d) => d.addIdentity(identity)),
  seal: (passphrase) =>
    encrypted((e) => {
      e.setPassphrase(passphrase);
      e.setScryptWorkFactor(10);
    }),
  open: (passphrase) => decrypted((d) => d.addPassphrase(passphrase)),
};

await commands[command](...rest);
