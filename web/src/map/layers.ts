// The layers of the map, from the lowest to the highest; one file each.
// SPDX-License-Identifier: Apache-2.0
import type { Layer } from "./layer";
import { areas } from "./layers/areas";
import { calls } from "./layers/calls";
import { closures } from "./layers/closures";
import { hazards } from "./layers/hazards";
import { stations } from "./layers/stations";
import { units } from "./layers/units";

export const layers: Layer[] = [stations, areas, closures, hazards, units, calls];
