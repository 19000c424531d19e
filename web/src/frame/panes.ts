// The panes of the page, in their order; one line each.
// SPDX-License-Identifier: Apache-2.0
import type { FunctionComponent } from "preact";

export const panes: FunctionComponent[] = [];
