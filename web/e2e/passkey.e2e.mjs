// A passkey of this device: made in the settings, and enough to sign in; by Chromium's virtual authenticator.
// SPDX-License-Identifier: Apache-2.0
import { addPerson, check, closeCenter, finish, openBrowser, openCenter, openPage, same, shoot, waitFor } from "./stage.mjs";

/** A key store within the machine (WebAuthn Level 2, 11.2), whose owner always agrees. */
async function openKeys(page) {
	const line = await page.context().newCDPSession(page);
	await line.send("WebAuthn.enable");
	const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
	const { authenticatorId } = await line.send("WebAuthn.addVirtualAuthenticator", {
		options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
	});
	return async (verified) => line.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: verified });
}

const center = await openCenter();
const browser = await openBrowser();
try {
	const { name, password } = await addPerson(center, "anna", "dispatcher", "one");
	const page = await openPage(browser, center);
	const verify = await openKeys(page);
	await page.getByLabel("Name").fill(name);
	await page.getByLabel("Password", { exact: true }).fill(password);
	await page.keyboard.press("Enter");
	await page.getByRole("button", { name: "Settings" }).click();
	await page.getByRole("button", { name: "Add a passkey of this device" }).click();
	await waitFor(() => page.getByText("The passkey is kept.").isVisible(), "a passkey is kept");
	await waitFor(() => page.getByText("Passkeys: 1").isVisible(), "and counted");
	await shoot(page, "passkey-settings-1280");
	await page.keyboard.press("Escape");
	same(await page.getByText("Passkeys: 1").count(), 0, "Escape closes the settings");
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.getByRole("button", { name: "Sign out now" }).click();
	await page.getByLabel("Name").fill(name);
	await verify(false);
	await page.getByRole("button", { name: "Use a passkey" }).click();
	await waitFor(() => page.getByText("No passkey answered.").isVisible(), "without its owner's word it is no key");
	await verify(true);
	await page.getByRole("button", { name: "Use a passkey" }).click();
	await waitFor(() => page.getByText("anna, dispatcher").isVisible(), "the passkey is enough");
	await page.reload();
	check(await waitFor(() => page.getByText("anna, dispatcher").isVisible(), "and the session holds"), "signed in");
} finally {
	await browser.close();
	await closeCenter(center);
}
finish();
