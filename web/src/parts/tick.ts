// The server's clock once a second, for everything that counts down.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { serverNow_ms } from "../link/link";

export const tick_ms = signal(serverNow_ms());

setInterval(() => (tick_ms.value = serverNow_ms()), 1_000);
