// The pages, in the order of the head; each has an address of its own, so that it can stand in a window of its own.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { Audit } from "../audit/audit";
import { may } from "../link/session";
import { MapPage } from "../map/map";
import { Policies } from "../policies/policies";
import { Supervisor } from "../supervisor/supervisor";
import type { Words } from "../words/en";
import { People } from "./people";
import { Work } from "./work";

export interface Page {
	/** Behind the # of the address. */
	address: string;
	title: keyof Words;
	/** A right that it needs, beside reading. */
	right?: string;
	Page: FunctionComponent;
}

export const pages: Page[] = [
	{ address: "work", title: "page_work", Page: Work },
	{ address: "map", title: "page_map", Page: MapPage },
	{ address: "supervisor", title: "page_supervisor", Page: Supervisor },
	{ address: "policies", title: "page_policies", Page: Policies },
	{ address: "audit", title: "page_audit", Page: Audit },
	{ address: "people", title: "page_people", right: "administer", Page: People },
];

const address = signal(location.hash.slice(1));
addEventListener("hashchange", () => (address.value = location.hash.slice(1)));

/** Those that a person may open. */
export function pagesOpen(): Page[] {
	return pages.filter((page) => !page.right || may(page.right));
}

/** The page of the address; the first one where there is no such, or none for this person. */
export function pageNow(): Page {
	return pagesOpen().find((page) => page.address === address.value) ?? (pages[0] as Page);
}
