// Who is signed in from where; ending somebody's sessions raises what he owns, and is on record.
// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { endSession, me, type Session } from "../link/session";
import { roleWord, span } from "../parts/named";
import { tick_ms } from "../parts/tick";
import { t } from "../words/words";
import { look, sessions } from "./look";

function Row({ session, say }: { session: Session; say: (words: string) => void }) {
	const mine = session.session === me.value?.session;
	const end = async () => {
		const answer = await endSession(session.session);
		say(answer.ok ? "" : (answer.problem.detail ?? answer.problem.title));
		await look();
	};
	return (
		<tr>
			<td>{`${session.name}, ${roleWord(session.role)}`}</td>
			<td>{session.from}</td>
			<td class="number">{span(tick_ms.value - Date.parse(session.began))}</td>
			<td>
				{mine ? (
					t("sup_this")
				) : (
					<button type="button" title={t("sup_end_says", session.name)} onClick={() => void end()}>
						{t("sup_end")}
						<span class="only-read">{`: ${t("sup_end_says", session.name)}`}</span>
					</button>
				)}
			</td>
		</tr>
	);
}

export function Sessions() {
	const [fault, say] = useState("");
	const all = sessions.value;
	if (!all) return null;
	return (
		<section class="sup-pane sup-sessions" aria-labelledby="sup-sessions">
			<h2 id="sup-sessions">{`${t("sup_sessions")} (${all.length})`}</h2>
			<p role="alert" class="frame-fault">
				{fault}
			</p>
			<table>
				<thead>
					<tr>
						<th scope="col">{t("sup_col_who")}</th>
						<th scope="col">{t("sup_col_from")}</th>
						<th scope="col">{t("sup_col_began")}</th>
						<td />
					</tr>
				</thead>
				<tbody>
					{all.map((session) => (
						<Row key={session.session} session={session} say={say} />
					))}
				</tbody>
			</table>
		</section>
	);
}
