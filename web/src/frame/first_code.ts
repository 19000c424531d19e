// A first code in the address, as script/server prints it: taken once, and gone from the address before anything else.
// SPDX-License-Identifier: Apache-2.0
import { signInByCode } from "../link/session";

const MARK = "#token=";

/** What stands behind `#token=`; it goes to no server and into no history. */
export async function takeCode(): Promise<void> {
	if (!location.hash.startsWith(MARK)) return;
	const code = decodeURIComponent(location.hash.slice(MARK.length));
	history.replaceState(null, "", location.pathname);
	await signInByCode(code);
}
