// What is selected: the row that an empty call in a command means.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";

export interface Selection {
	call?: number;
	incident?: number;
	unit?: number;
}

export const selection = signal<Selection>({});
