// ML-DSA-65 of another hand; the data come on standard input, keys and signatures in hexadecimal.
//
//   node mldsa.mjs public SEED                    the public key
//   node mldsa.mjs sign SEED CONTEXT              the signature
//   node mldsa.mjs verify PUBLIC CONTEXT SIGNATURE_FILE      true or false

import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto; // Node 18 keeps it in a module; the library looks for it while it is imported

const { ml_dsa65 } = await import("@noble/post-quantum/ml-dsa.js");
const bytes = (hexadecimal) => new Uint8Array(Buffer.from(hexadecimal, "hex"));
const [command, key, words, file] = process.argv.slice(2);
const context = new TextEncoder().encode(words ?? "");
const data = () => new Uint8Array(readFileSync(0));

if (command === "public") {
  console.log(Buffer.from(ml_dsa65.keygen(bytes(key)).publicKey).toString("hex"));
} else if (command === "sign") {
  const { secretKey } = ml_dsa65.keygen(bytes(key));
  console.log(Buffer.from(ml_dsa65.sign(data(), secretKey, { context })).toString("hex"));
} else {
  const signature = new Uint8Array(readFileSync(file));
  console.log(ml_dsa65.verify(signature, data(), bytes(key), { context }));
}
