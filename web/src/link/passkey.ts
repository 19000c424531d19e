// Passkeys (W3C WebAuthn Level 2): what the browser's key store is asked, and its answer as the server takes it.
// SPDX-License-Identifier: Apache-2.0
import { type Answer, request } from "./server";

/** POST /v1/challenges: bytes as base64url; `passkeys` are the ids of those that are kept, or look so. */
interface Challenge {
	challenge: string;
	party: string;
	passkeys: string[];
}

const SIGNATURES = [-8, -7, -257]; // EdDSA, ES256, RS256 (RFC 9053, RFC 8812)
const TIMEOUT_MS = 120_000;

export function toBase64url(bytes: ArrayBuffer): string {
	let text = "";
	for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
	return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
	return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** Browsers offer keys in a secure context only: HTTPS, or this machine. */
export function passkeysOffered(): boolean {
	return typeof PublicKeyCredential !== "undefined" && isSecureContext;
}

function known({ passkeys }: Challenge): PublicKeyCredentialDescriptor[] {
	return passkeys.map((id) => ({ type: "public-key", id: fromBase64url(id) }));
}

/** What proves that the owner of a key of `name` is here; undefined where the person, or the browser, did not go on. */
export async function provePasskey(name: string): Promise<unknown> {
	const asked = await request<Challenge>("POST", "/v1/challenges", { name });
	if (!asked.ok) return undefined;
	try {
		const key = (await navigator.credentials.get({
			publicKey: {
				challenge: fromBase64url(asked.body.challenge),
				rpId: asked.body.party,
				allowCredentials: known(asked.body),
				userVerification: "required",
				timeout: TIMEOUT_MS,
			},
		})) as PublicKeyCredential;
		const response = key.response as AuthenticatorAssertionResponse;
		return {
			id: toBase64url(key.rawId),
			client_data: toBase64url(response.clientDataJSON),
			authenticator: toBase64url(response.authenticatorData),
			signature: toBase64url(response.signature),
		};
	} catch {
		return undefined;
	}
}

/** Makes a key on this device and tells the server; undefined where the person, or the browser, did not go on. */
export async function addPasskey(name: string, agent: number): Promise<Answer<unknown> | undefined> {
	const asked = await request<Challenge>("POST", "/v1/challenges", { name });
	if (!asked.ok) return asked;
	try {
		const key = (await navigator.credentials.create({
			publicKey: {
				challenge: fromBase64url(asked.body.challenge),
				rp: { id: asked.body.party, name: "tocsin" },
				user: { id: new TextEncoder().encode(String(agent)), name, displayName: name },
				excludeCredentials: known(asked.body),
				pubKeyCredParams: SIGNATURES.map((alg) => ({ type: "public-key", alg })),
				authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
				timeout: TIMEOUT_MS,
			},
		})) as PublicKeyCredential;
		const response = key.response as AuthenticatorAttestationResponse;
		return request("POST", "/v1/passkeys", {
			id: toBase64url(key.rawId),
			client_data: toBase64url(response.clientDataJSON),
			authenticator: toBase64url(response.getAuthenticatorData()),
			key: toBase64url(response.getPublicKey() ?? new ArrayBuffer(0)),
		});
	} catch {
		return undefined;
	}
}
