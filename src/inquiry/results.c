/* One function a part, in the order of struct findings. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/results.h"

#include <jansson.h>
#include <math.h>
#include <sodium.h>
#include <stdlib.h>

#include "inquiry/digits.h"
#include "inquiry/sentences.h"

#define TEXT_BYTES 2400u

static json_t *add(json_t *object, const char *key)
{
	json_t *part = json_object();
	(void)json_object_set_new(object, key, part);
	return part;
}

static json_t *append(json_t *list)
{
	json_t *part = json_object();
	(void)json_array_append_new(list, part);
	return part;
}

static json_t *add_list(json_t *object, const char *key)
{
	json_t *list = json_array();
	(void)json_object_set_new(object, key, list);
	return list;
}

static void say(json_t *object, const char *key, const char *text)
{
	(void)json_object_set_new(object, key, json_string(text));
}

static void put_hash(json_t *object, const char *key, const uint8_t hash[32])
{
	char text[65];
	(void)sodium_bin2hex(text, sizeof text, hash, 32);
	say(object, key, text);
}

static void put_gap(json_t *object, const char *key, const struct gap *gap)
{
	json_t *part = add(object, key);
	digits_put(part, "a", gap->known ? gap->a : (double)NAN);
	digits_put(part, "b", gap->known ? gap->b : (double)NAN);
	digits_put(part, "gap", gap->known ? gap->gap : (double)NAN);
	digits_put(part, "se_row", gap->se_row);
	digits_put(part, "se_cluster", gap->se);
	digits_put(part, "low", gap->known ? gap->low : (double)NAN);
	digits_put(part, "high", gap->known ? gap->high : (double)NAN);
	digits_put(part, "outside", gap->outside);
	digits_count(part, "calls", gap->calls);
	digits_count(part, "strata", gap->strata);
	digits_count(part, "clusters", gap->clusters);
}

static void put_head(json_t *root, const struct findings *findings)
{
	const struct spec *spec = findings->matter->spec;
	say(root, "title", spec->title);
	say(root, "data", findings->matter->docket->title);
	put_hash(root, "spec_sha256", spec->hash);
	put_hash(root, "checkpoint_sha256", findings->checkpoint);
	say(root, "checkpoint", findings->checkpoint_words);
	put_hash(root, "seed", findings->seed);
	say(root, "declared", findings->declared);
	say(root, "a", spec->group[0].name);
	say(root, "b", spec->group[1].name);
	digits_put(root, "target_s", spec->target_s);
	digits_put(root, "horizon_s", spec->horizon_s);
	digits_put(root, "smallest_points", spec->smallest_points);
}

static void put_counts(json_t *root, const struct findings *findings)
{
	const struct matter *matter = findings->matter;
	json_t *calls = add(root, "calls"), *timed = add(root, "timed");
	digits_count(calls, "record", matter->selection.calls);
	for (unsigned i = 0; i < FATES_OF_CALL; i++)
		digits_count(calls, selection_fate_name((enum fate_of_call)i), matter->selection.count[i]);
	for (unsigned i = 0; i < TIMED_COUNT; i++) {
		digits_count(add(timed, timed_name((enum timed)i)), "a", matter->aside[0][i]);
		digits_count(json_object_get(timed, timed_name((enum timed)i)), "b", matter->aside[1][i]);
	}
}

static void put_gate(json_t *root, const struct findings *findings)
{
	json_t *gate = add(root, "gate"), *reasons = add_list(gate, "reasons"), *groups = add_list(gate, "groups");
	say(gate, "verdict", gate_verdict_name(findings->gate.verdict));
	(void)json_object_set_new(gate, "stated", json_boolean(findings->stated));
	for (unsigned i = 0; i < GATE_REASONS; i++)
		if (findings->gate.reasons & 1u << i)
			(void)json_array_append_new(reasons, json_string(gate_reason_name((enum gate_reason)i)));
	digits_put(gate, "gap_low", findings->bounds.low);
	digits_put(gate, "gap_high", findings->bounds.high);
	for (unsigned i = 0; i < 2; i++) {
		const struct gate_group *own = &findings->gate_group[i];
		json_t *group = append(groups);
		digits_count(group, "calls", own->calls);
		digits_count(group, "served", own->served);
		digits_count(group, "recorded", own->recorded);
		digits_count(group, "missing", own->missing);
		digits_count(group, "just_under", own->just_under);
		digits_count(group, "just_over", own->just_over);
		digits_count(group, "at_assignment", own->at_assignment);
		digits_count(group, "no_evidence", own->no_evidence);
		digits_count(group, "in_change", own->in_change);
		digits_put(group, "low", own->low);
		digits_put(group, "high", own->high);
	}
}

static void put_portions(json_t *root, const char *key, const struct portion portion[2])
{
	json_t *list = add_list(root, key);
	for (unsigned i = 0; i < 2; i++) {
		json_t *one = append(list);
		digits_count(one, "calls", portion[i].calls);
		digits_count(one, "yes", portion[i].yes);
		digits_put(one, "share", portion[i].share);
		digits_put(one, "low", portion[i].low);
		digits_put(one, "high", portion[i].high);
	}
}

static void put_shares(json_t *root, const struct findings *findings)
{
	put_portions(root, "answered_in_time", findings->answered);
	put_portions(root, "never_answered", findings->never);
	put_portions(root, "open", findings->open);
}

static void put_gaps(json_t *root, const struct findings *findings)
{
	const struct spec *spec = findings->matter->spec;
	json_t *at = add_list(root, "at");
	put_gap(root, "headline", &findings->target);
	put_gap(root, "closed_without_unit", &findings->not_answered);
	put_gap(root, "wait", &findings->wait);
	for (unsigned i = 0; i < FINDINGS_TIMES; i++) {
		if (findings->at_s[i] > spec->horizon_s)
			continue;
		json_t *one = append(at);
		digits_put(one, "at_s", findings->at_s[i]);
		put_gap(one, "gap", &findings->at[i]);
	}
	json_t *test = add(root, "log_rank");
	digits_put(test, "z", findings->log_rank.z);
	digits_put(test, "log_p", findings->log_rank.log_p);
	digits_put(test, "o_minus_e", findings->log_rank.o_minus_e);
	digits_put(test, "v_row", findings->log_rank.v_row);
	digits_put(test, "v_cluster", findings->log_rank.v);
	digits_count(test, "clusters", findings->log_rank.clusters);
}

static void put_fractiles(json_t *root, const struct findings *findings)
{
	json_t *list = add_list(root, "fractiles");
	for (unsigned i = 0; i < FINDINGS_QUANTILES; i++) {
		json_t *one = append(list);
		digits_put(one, "p", findings->fractile[0][i].p);
		for (unsigned group = 0; group < 2; group++) {
			json_t *own = add(one, group ? "b" : "a");
			digits_put(own, "s", findings->fractile[group][i].s);
			digits_put(own, "low", findings->fractile[group][i].low);
			digits_put(own, "high", findings->fractile[group][i].high);
		}
		digits_put(one, "gap", findings->fractile_gap[i][0]);
		digits_put(one, "gap_low", findings->fractile_gap[i][1]);
		digits_put(one, "gap_high", findings->fractile_gap[i][2]);
	}
}

static void put_curves(json_t *root, const struct findings *findings)
{
	json_t *curves = add(root, "curves");
	for (unsigned group = 0; group < 2; group++) {
		json_t *list = add_list(curves, group ? "b" : "a");
		for (size_t i = 0; i < findings->curve_points; i++) {
			const struct curve_point *point = &findings->curve[group][i];
			json_t *one = append(list);
			digits_put(one, "at_s", point->at_s);
			digits_put(one, "answered", point->answered);
			digits_put(one, "low", point->low);
			digits_put(one, "high", point->high);
			digits_put(one, "closed", point->closed);
		}
	}
}

static void put_ladder(json_t *root, const struct findings *findings)
{
	json_t *ladder = add_list(root, "ladder");
	for (unsigned i = 0; i < findings->matter->spec->rungs; i++) {
		json_t *one = append(ladder), *factors = add_list(one, "factors");
		for (unsigned factor = 0; factor < FACTOR_COUNT; factor++)
			if (findings->rung[i].mask & 1u << factor)
				(void)json_array_append_new(factors, json_string(factor_name((enum factor)factor)));
		put_gap(one, "gap", &findings->rung[i].gap);
		(void)json_object_set_new(one, "turned", json_boolean(findings->rung[i].turned));
		(void)json_object_set_new(one, "halved", json_boolean(findings->rung[i].halved));
	}
}

static void put_kinds(json_t *root, const struct findings *findings)
{
	json_t *list = add_list(root, "kinds");
	for (size_t i = 0; i < findings->kinds; i++) {
		json_t *one = append(list);
		char name[64];
		factors_label(findings->matter->docket, FACTOR_TYPE, findings->kind[i].word, name, sizeof name);
		say(one, "kind", name);
		digits_count(one, "calls", findings->kind[i].calls);
		put_gap(one, "gap", &findings->kind[i].gap);
	}
}

static void put_places(json_t *root, const struct findings *findings)
{
	json_t *part = add(root, "districts"), *list = add_list(part, "rows");
	digits_put(part, "share", findings->place_target);
	digits_put(part, "phi", findings->phi);
	digits_put(part, "tau2", findings->tau2);
	for (size_t i = 0; i < findings->places; i++) {
		const struct place_row *place = &findings->place[i];
		json_t *one = append(list);
		say(one, "district", findings->matter->docket->words[place->word]);
		digits_count(one, "calls", place->calls);
		digits_count(one, "answered", place->answered);
		digits_count(one, "unstamped", place->unstamped);
		digits_put(one, "expected", place->expected);
		digits_put(one, "z", place->z);
		digits_put(one, "z_over", place->z_over);
		digits_put(one, "p", place->p);
		digits_put(one, "p_bh", place->p_bh);
		(void)json_object_set_new(one, "marked", json_boolean(place->marked));
	}
}

static void put_weeks(json_t *root, const struct findings *findings)
{
	json_t *part = add(root, "weeks"), *list = add_list(part, "rows");
	digits_put(part, "rho", findings->rho);
	for (size_t i = 0; i < findings->weeks; i++) {
		const struct week_row *week = &findings->week[i];
		json_t *one = append(list);
		char label[32];
		factors_label(findings->matter->docket, FACTOR_WEEK, week->week, label, sizeof label);
		say(one, "week", label + sizeof "week of " - 1);
		digits_count(one, "calls", week->calls);
		digits_put(one, "o_minus_e", week->o_minus_e);
		digits_put(one, "v", week->v);
		digits_put(one, "low", week->low);
		digits_put(one, "high", week->high);
		digits_put(one, "e_value", week->e_value);
		digits_put(one, "up", week->up);
		digits_put(one, "down", week->down);
	}
}

static void put_legs(json_t *root, const struct findings *findings)
{
	json_t *legs = add_list(root, "legs");
	for (unsigned leg = 0; leg < LEGS; leg++) {
		if (!leg_is_recorded(findings->matter->docket, (enum leg)leg))
			continue;
		json_t *one = append(legs), *groups = add_list(one, "groups");
		say(one, "leg", leg_name((enum leg)leg));
		digits_put(one, "gap_s", findings->legs.gap_ms[leg] / 1000);
		for (unsigned group = 0; group < 2; group++) {
			const struct leg_summary *own = &findings->leg[leg][group];
			json_t *part = append(groups);
			digits_count(part, "calls", own->calls);
			digits_count(part, "lasted", own->state[LEG_LASTED]);
			digits_count(part, "negative", own->state[LEG_NEGATIVE]);
			digits_count(part, "missing", own->state[LEG_MISSING]);
			digits_count(part, "endless", own->state[LEG_ENDLESS]);
			for (unsigned i = 0; i < LEG_FRACTILES; i++) {
				static const char *const keys[] = { "p50_s", "p90_s", "p95_s" };
				int32_t ms = own->of_all_ms[i];
				digits_put(part, keys[i],
				           ms == DOCKET_NEVER || ms == DOCKET_FAR ? (double)NAN : ms / 1000.0);
			}
		}
	}
	digits_put(root, "legs_together_gap_s", findings->legs.whole_gap_ms / 1000);
}

static void put_sensitivity(json_t *root, const struct findings *findings)
{
	json_t *part = add(root, "sensitivity"), *list = add_list(part, "rows");
	digits_put(part, "mde_points", findings->sensitivity.mde_points);
	digits_put(part, "confounding", findings->sensitivity.confounding);
	digits_put(part, "confounding_limit", findings->sensitivity.confounding_limit);
	for (size_t i = 0; i < findings->sensitivity.rows; i++) {
		const struct sensitivity_row *row = &findings->sensitivity.row[i];
		json_t *one = append(list);
		say(one, "choice", row->words ? row->words : row->label);
		digits_put(one, "gap", row->known ? row->gap : (double)NAN);
		digits_put(one, "low", row->known ? row->low : (double)NAN);
		digits_put(one, "high", row->known ? row->high : (double)NAN);
	}
}

static void put_drill(json_t *root, const struct findings *findings)
{
	json_t *drill = add(root, "drill"), *part = add(drill, "mantel_haenszel");
	digits_put(part, "odds_ratio", findings->drill.mantel_haenszel.odds_ratio);
	digits_put(part, "odds_low", findings->drill.mantel_haenszel.odds_low);
	digits_put(part, "odds_high", findings->drill.mantel_haenszel.odds_high);
	digits_put(part, "risk_difference", findings->drill.mantel_haenszel.risk_difference);
	digits_put(part, "risk_se", findings->drill.mantel_haenszel.risk_se);
	digits_put(part, "log_p", findings->drill.mantel_haenszel.log_p);
	digits_put(part, "crude_odds_ratio", findings->drill.mantel_haenszel.crude_odds_ratio);
	(void)json_object_set_new(part, "reversed", json_boolean(findings->drill.mantel_haenszel.reversed));
	for (unsigned i = 0; i < 2; i++) {
		part = add(drill, i ? "cox_closed" : "cox_answered");
		(void)json_object_set_new(part, "known", json_boolean(findings->drill.cox[i].known));
		digits_put(part, "hazard_ratio", findings->drill.cox[i].hazard_ratio);
		digits_put(part, "low", findings->drill.cox[i].low);
		digits_put(part, "high", findings->drill.cox[i].high);
		digits_put(part, "log_p", findings->drill.cox[i].log_p);
		digits_put(part, "drift_p", findings->drill.cox[i].drift_p);
		json_t *bands = add_list(part, "bands");
		for (unsigned j = 0; j < FINDINGS_BANDS && findings->drill.cox[i].banded; j++) {
			const struct hazard_band *band = &findings->drill.cox[i].band[j];
			json_t *one = append(bands);
			digits_put(one, "from_s", band->from_s);
			digits_put(one, "to_s", band->to_s);
			digits_count(one, "events", band->events);
			digits_put(one, "hazard_ratio", band->known ? band->hazard_ratio : (double)NAN);
			digits_put(one, "low", band->known ? band->low : (double)NAN);
			digits_put(one, "high", band->known ? band->high : (double)NAN);
		}
		part = add(drill, i ? "gray_closed" : "gray_answered");
		digits_put(part, "statistic", findings->drill.gray[i].statistic);
		digits_put(part, "log_p", findings->drill.gray[i].log_p);
	}
	part = add(drill, "fine_gray");
	digits_put(part, "ratio", findings->drill.fine_gray.ratio);
	digits_put(part, "low", findings->drill.fine_gray.low);
	digits_put(part, "high", findings->drill.fine_gray.high);
	digits_put(part, "log_p", findings->drill.fine_gray.log_p);
	part = add(drill, "permutation");
	digits_put(part, "p", findings->drill.permutation.p);
	digits_count(part, "relabelings", findings->drill.permutation.relabelings);
	part = add(drill, "pairs");
	digits_count(part, "pairs", findings->drill.pairs.pairs);
	digits_put(part, "chance", findings->drill.pairs.chance);
	digits_put(part, "rosenbaum_gamma", findings->drill.pairs.gamma);
	digits_put(part, "low", findings->drill.pairs.low);
	digits_put(part, "high", findings->drill.pairs.high);
}

static void put_override(json_t *root, const struct findings *findings)
{
	json_t *part = add(root, "override");
	digits_count(part, "with_recommendation", findings->override.with);
	digits_count(part, "followed", findings->override.followed);
	digits_count(part, "overridden", findings->override.overridden);
	if (!findings->override.known)
		return;
	put_gap(part, "gap", &findings->override.all_gap);
	put_gap(part, "gap_had_it_been_followed", &findings->override.followed_gap);
}

static void put_words(json_t *root, const struct findings *findings)
{
	char text[TEXT_BYTES] = "";
	(findings->stated ? sentence_finding : sentence_refusal)(findings, text, sizeof text);
	say(root, "sentence", text);
	text[0] = '\0';
	sentence_limits(findings, text, sizeof text);
	say(root, "limits", text);
}

enum status results_write(const struct findings *findings, struct buffer *text)
{
	json_t *root = json_object();
	put_head(root, findings);
	put_words(root, findings);
	put_counts(root, findings);
	put_gate(root, findings);
	put_shares(root, findings);
	put_legs(root, findings);
	/* What the record does not bear is in no file either: nobody can quote it. */
	if (findings->stated) {
		put_gaps(root, findings);
		put_fractiles(root, findings);
		put_curves(root, findings);
		put_ladder(root, findings);
		put_kinds(root, findings);
		put_places(root, findings);
		put_weeks(root, findings);
		put_sensitivity(root, findings);
		put_drill(root, findings);
		put_override(root, findings);
	}
	return digits_write(root, text);
}
