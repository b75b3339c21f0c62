// The emergency file's format (rule 28): events sealed to the server's public key with HPKE (RFC 9180, base mode: P-256,
// HKDF-SHA-256, AES-256-GCM), then the whole text under HMAC-SHA-256 with this attempt's own key. Pure but for randomness.
// docs/formats.md has it in words; certify/delivery/formats/emergency_file.py opens it.

const FORMAT = 'certify-emergency/1';
const { subtle } = globalThis.crypto ?? {};
const utf8 = (text) => new TextEncoder().encode(text);
const NOTHING = new Uint8Array(0);
const NO_SALT = new Uint8Array(32); // HMAC pads an empty key to this; WebCrypto takes no empty one

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  return whole;
}

const KEM = join(utf8('KEM'), [0x00, 0x10]);
const SUITE = join(utf8('HPKE'), [0x00, 0x10, 0x00, 0x01, 0x00, 0x02]);

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const fromText = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
function toText(bytes) {
  let letters = '';
  for (let at = 0; at < bytes.length; at += 0x8000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

async function hmac(key, data) {
  const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, data));
}
const sha256 = async (data) => new Uint8Array(await subtle.digest('SHA-256', data));

// RFC 9180, section 4: LabeledExtract and LabeledExpand; nothing here needs more than one block of 32 bytes.
const extract = (suite, salt, label, secret) => hmac(salt, join(utf8('HPKE-v1'), suite, utf8(label), secret));
const expand = async (suite, secret, label, info, length) =>
  (await hmac(secret, join([0, length], utf8('HPKE-v1'), suite, utf8(label), info, [1]))).subarray(0, length);

// Section 4.1: a fresh key of our own, and what both sides make of it.
async function encapsulate(recipient) {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const theirs = await subtle.importKey('raw', recipient, curve, false, []);
  const ours = await subtle.generateKey(curve, true, ['deriveBits']);
  const enclosed = new Uint8Array(await subtle.exportKey('raw', ours.publicKey));
  const agreed = new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256));
  const secret = await extract(KEM, NO_SALT, 'eae_prk', agreed);
  return { enclosed, shared: await expand(KEM, secret, 'shared_secret', join(enclosed, recipient), 32) };
}

// Section 5.1, base mode, first message: enclosed key and ciphertext as one.
async function sealBox(recipient, info, plain) {
  const { enclosed, shared } = await encapsulate(recipient);
  const context = join([0], await extract(SUITE, NO_SALT, 'psk_id_hash', NOTHING), await extract(SUITE, NO_SALT, 'info_hash', info));
  const secret = await extract(SUITE, shared, 'secret', NOTHING);
  const key = await subtle.importKey('raw', await expand(SUITE, secret, 'key', context, 32), 'AES-GCM', false, ['encrypt']);
  const iv = await expand(SUITE, secret, 'base_nonce', context, 12);
  return join(enclosed, new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)));
}

// terms: {key_id, public_key, sealing_key} of the page's data; events as they would be sent. -> {text, checksum}
export async function sealFile({ attempt, clientId, events, terms, madeAt }) {
  const numbers = events.map(({ epoch, sequence }) => [epoch, sequence]).sort(([e, s], [f, t]) => e - f || s - t);
  const header = { attempt, key: terms.key_id, count: events.length, lowest: numbers[0], highest: numbers.at(-1), made_at: madeAt };
  const opening = `${FORMAT}\n${JSON.stringify(header)}\n`;
  const plain = utf8(JSON.stringify({ client_id: clientId, events }));
  const box = await sealBox(fromText(terms.public_key), utf8(opening), plain);
  const checksum = hex(await sha256(box));
  const signed = `${opening}${toText(box)}\nsha256 ${checksum}\n`;
  const seal = hex(await hmac(fromText(terms.sealing_key), utf8(signed)));
  return { text: `${signed}seal ${seal}\n`, checksum };
}

// The checksum's first groups, to be read aloud and compared.
export const spoken = (checksum, groups = 8) => checksum.match(/.{4}/g).slice(0, groups).join(' ');
