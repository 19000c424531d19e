// The supervisor's page: what was not heeded first, then who is there, what waits, how it went, and what to look at.
// SPDX-License-Identifier: Apache-2.0
import { useBoard } from "../link/link";
import { wall } from "../parts/named";
import { t } from "../words/words";
import { Answers } from "./answers";
import { supervision, useLook } from "./look";
import { Queues } from "./queues";
import { Raised } from "./raised";
import { Reviews } from "./reviews";
import { Seats } from "./seats";
import { Sessions } from "./sessions";
import "./supervisor.css";

export function Supervisor() {
	useLook();
	const board = useBoard();
	const seen = supervision.value;
	if (!board || !seen) return <p class="sup-page">{t("sup_waits_first")}</p>;
	return (
		<div class="sup-page">
			<Raised board={board} />
			<Queues board={board} />
			<Seats board={board} seen={seen} />
			<Answers seen={seen} />
			<Reviews board={board} />
			<Sessions />
			<p class="sup-foot">
				{t("sup_as_of", wall(Date.parse(seen.at)))}{" "}
				<button type="button" onClick={() => print()}>
					{t("sup_print")}
				</button>
			</p>
		</div>
	);
}
