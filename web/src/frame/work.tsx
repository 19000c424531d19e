// The page of the work: all panes.
// SPDX-License-Identifier: Apache-2.0
import { panes } from "./panes";

export function Work() {
	return (
		<div class="frame-body">
			{panes.map((Pane) => (
				<Pane />
			))}
		</div>
	);
}
