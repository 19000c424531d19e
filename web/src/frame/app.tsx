// The frame of every page: who and where, how the line stands, and the panes.
// SPDX-License-Identifier: Apache-2.0
import { linkState, useBoard } from "../link/link";
import { t } from "../words/words";
import { panes } from "./panes";
import { SignIn } from "./sign_in";

function Head() {
	const state = linkState.value;
	return (
		<header class="frame-head">
			<strong>tocsin</strong>
			<span class="link" data-state={state} role="status">
				{t(`link_${state}`)}
			</span>
		</header>
	);
}

export function App() {
	const board = useBoard();
	if (linkState.value === "refused" || !board) return <SignIn />;
	return (
		<div class="frame">
			<Head />
			<main class="frame-body">
				{panes.map((Pane) => (
					<Pane />
				))}
			</main>
		</div>
	);
}
