// A document's rules as rows for people: when they hold, and where they lead.  It is shown as it came, even where it is wrong.
// SPDX-License-Identifier: Apache-2.0

type Json = Record<string, unknown>;

export interface Rule {
	policy: string;
	id: string;
	priority: number;
	description: string;
	when: string[];
	then: string[];
}

function list(value: unknown): Json[] {
	return Array.isArray(value) ? value.filter((one): one is Json => typeof one === "object" && one !== null) : [];
}

function own(json: Json): Json {
	const ours = json["tocsin"];
	return typeof ours === "object" && ours !== null ? (ours as Json) : {};
}

function short(value: unknown): string {
	const text = typeof value === "string" ? value : JSON.stringify(value);
	return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** "not SipHeader: field Subject, operator EQ, content x". */
function conditionWords(condition: Json): string {
	const type = String(condition["conditionType"] ?? "?").replace(/Condition$/, "");
	const members = { ...condition, ...own(condition) } as Json;
	const told = Object.entries(members)
		.filter(([name]) => !["conditionType", "negation", "description", "tocsin"].includes(name))
		.map(([name, value]) => `${name} ${short(value)}`);
	return `${condition["negation"] === true ? "not " : ""}${type}: ${told.join(", ")}`;
}

function actionWords(action: Json): string {
	const type = String(action["actionType"] ?? "?").replace(/Action$/, "");
	const told = Object.entries(action)
		.filter(([name]) => name !== "actionType" && name !== "tocsin")
		.map(([name, value]) => `${name} ${short(value)}`);
	return `${type}: ${told.join(", ")}`;
}

function ownWords(ours: Json): string[] {
	return Object.entries(ours)
		.filter(([name]) => name !== "conditions")
		.map(([name, value]) => `${name} ${short(value)}`);
}

function ruleOf(policy: string, rule: Json): Rule {
	const ours = own(rule);
	return {
		policy,
		id: String(rule["id"] ?? "?"),
		priority: Number(rule["priority"] ?? 0),
		description: String(rule["description"] ?? ""),
		when: [...list(rule["conditions"]), ...list(ours["conditions"])].map(conditionWords),
		then: [...list(rule["actions"]).map(actionWords), ...ownWords(ours)],
	};
}

/** In the order in which they are walked. */
export function rulesOf(text: string): Rule[] {
	let root: unknown;
	try {
		root = JSON.parse(text);
	} catch {
		return [];
	}
	const document = (Array.isArray(root) ? { policies: root } : root) as Json;
	const all = "policies" in document ? list(document["policies"]) : [document];
	return all.flatMap((policy) => {
		const name = [policy["policyType"], policy["policyQueueName"] ?? policy["policyId"]].filter(Boolean).join(" ");
		return list(policy["policyRules"])
			.map((rule) => ruleOf(name, rule))
			.sort((a, b) => b.priority - a.priority);
	});
}
