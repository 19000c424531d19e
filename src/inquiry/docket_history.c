/* Each incident's rows are looked through once; then each call is what they say, and what its own rows say. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_history.h"

#include <assert.h>
#include <stdlib.h>

#include "history/itinerary.h"

#define UNTIL_SLACK_S 86400

/* Which moment of the history each moment of the docket is. */
static const enum history_stamp stamp_of[DOCKET_MOMENTS] = {
	[DOCKET_ANSWERED] = STAMP_ANSWERED, [DOCKET_ENTERED] = STAMP_ENTERED,   [DOCKET_ASSIGNED] = STAMP_ASSIGNED,
	[DOCKET_EN_ROUTE] = STAMP_EN_ROUTE, [DOCKET_ON_SCENE] = STAMP_ON_SCENE, [DOCKET_CLOSED] = STAMP_CLOSED,
};

/* What an incident's rows come to. */
struct sum {
	struct instant first[STAMP_COUNT]; /* CLEAR and CLOSED: the last */
	uint32_t said;                     /* its word for how it ended, a number in the history's names */
	uint32_t first_call;               /* by first contact */
};

struct work {
	const struct history *history;
	struct docket_build *build;
	struct docket_history_account *account;
	struct itinerary plan;
	struct sum *sum;     /* by incident */
	uint32_t *next_row;  /* by row: number + 1 of its call's next one */
	bool tells_arrivals; /* whether the city records when units are on scene */
	bool tells_closed;
};

static bool records(const struct history *history, enum history_stamp stamp)
{
	return history->recorded >> stamp & 1u;
}

static void sum_row(struct work *work, uint32_t number)
{
	const struct history_row *row = &work->history->row[number];
	struct sum *sum = &work->sum[work->plan.row_incident[number]];
	for (unsigned i = 0; i < STAMP_COUNT; i++) {
		struct instant at = row->stamp[i];
		bool last = i >= STAMP_CLEAR;
		if (!instant_known(at))
			continue;
		if (!instant_known(sum->first[i]) ||
		    (last ? instant_before(sum->first[i], at) : instant_before(at, sum->first[i])))
			sum->first[i] = at;
	}
	if (!sum->said)
		sum->said = row->word[HISTORY_SAID];
}

/* The first call about each incident; of two at one moment, the one that the file has first. */
static void find_first_calls(struct work *work)
{
	const struct itinerary *plan = &work->plan;
	for (uint32_t i = 0; i < plan->incidents; i++)
		work->sum[i].first_call = UINT32_MAX;
	for (uint32_t i = 0; i < plan->calls; i++) {
		uint32_t *first = &work->sum[plan->call[i].incident].first_call;
		if (*first == UINT32_MAX ||
		    instant_before(plan->call[i].stamp[STAMP_RECEIVED], plan->call[*first].stamp[STAMP_RECEIVED]))
			*first = i;
	}
}

/* Hangs each call's rows together in the file's order. */
static enum status gather(struct work *work)
{
	const struct history *history = work->history;
	enum status status = itinerary_plan(&work->plan, history);
	if (status != STATUS_OK)
		return status;
	uint32_t *first = calloc((size_t)work->plan.calls + 1, sizeof *first);
	work->sum = calloc((size_t)work->plan.incidents + 1, sizeof *work->sum);
	work->next_row = calloc(history->rows, sizeof *work->next_row);
	status = first && work->sum && work->next_row ? STATUS_OK : STATUS_MEMORY;
	for (uint32_t i = 0; status == STATUS_OK && i < history->rows; i++)
		sum_row(work, i);
	for (uint32_t i = history->rows; status == STATUS_OK && i-- > 0;) {
		work->next_row[i] = first[work->plan.row_call[i]];
		first[work->plan.row_call[i]] = i + 1;
	}
	if (status == STATUS_OK)
		find_first_calls(work);
	free(first);
	return status;
}

static void judge(struct work *work, const struct case_of_calls *incident, struct docket_row *row)
{
	struct docket_history_account *account = work->account;
	if (incident->arrived) {
		row->outcome = DOCKET_IS_SERVED;
		row->flags |= instant_known(row->at[DOCKET_ON_SCENE]) ? 0 : DOCKET_UNSTAMPED;
	} else if (incident->said) {
		row->outcome = (uint8_t)docket_outcome_of(incident->said);
		row->flags |= row->outcome == DOCKET_IS_SERVED ? DOCKET_UNSTAMPED | DOCKET_NO_EVIDENCE : 0;
	} else if (!work->tells_arrivals) {
		account->untold++;
	} else if (incident->ended) {
		row->outcome = DOCKET_IS_OTHER;
	} else {
		account->unended++;
	}
}

static enum status copy_word(struct work *work, uint32_t number, uint32_t *ret_number)
{
	return docket_build_word(work->build, bytes_of_text(names_word(&work->history->names, number)), ret_number);
}

/* The first that is recorded among a call's rows. */
static enum status read_words(struct work *work, uint32_t first_row, struct docket_row *row)
{
	static const struct {
		enum history_word from;
		enum docket_word to;
	} words[] = { { HISTORY_CALL, DOCKET_CALL },
		      { HISTORY_INCIDENT, DOCKET_INCIDENT },
		      { HISTORY_TYPE, DOCKET_TYPE },
		      { HISTORY_AREA, DOCKET_AREA },
		      { HISTORY_SAID, DOCKET_SAID } };
	enum status status = STATUS_OK;
	for (uint32_t at = first_row + 1; status == STATUS_OK && at; at = work->next_row[at - 1]) {
		const struct history_row *own = &work->history->row[at - 1];
		for (size_t i = 0; status == STATUS_OK && i < sizeof words / sizeof *words; i++)
			if (!row->word[words[i].to])
				status = copy_word(work, own->word[words[i].from], &row->word[words[i].to]);
		row->flags |= own->on_view ? DOCKET_ON_VIEW : 0;
		if (!row->priority_first)
			row->priority_first = row->priority_last = own->priority;
		if (!row->lat_e7 && !row->lon_e7) {
			row->lat_e7 = own->lat_e7;
			row->lon_e7 = own->lon_e7;
		}
	}
	return status;
}

static void read_moments(const struct work *work, const struct call_of_rows *call, const struct sum *sum,
                         struct docket_row *row)
{
	row->contact = call->stamp[STAMP_RECEIVED];
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		bool own = i == DOCKET_ANSWERED || i == DOCKET_ENTERED;
		row->at[i] = own ? call->stamp[stamp_of[i]] : sum->first[stamp_of[i]];
		row->source[i] = DOCKET_BY_IMPORTED;
	}
	if (!work->tells_closed)
		row->at[DOCKET_CLOSED] = sum->first[STAMP_CLEAR];
}

static void count(struct docket_history_account *account, const struct docket_row *row)
{
	account->calls++;
	account->outcome[row->outcome]++;
	account->joined += (row->flags & DOCKET_JOINED) != 0;
	account->on_view += (row->flags & DOCKET_ON_VIEW) != 0;
	account->unstamped += (row->flags & DOCKET_UNSTAMPED) != 0;
	account->no_evidence += (row->flags & DOCKET_NO_EVIDENCE) != 0;
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		account->known[i] += instant_known(row->at[i]);
		account->before[i] += instant_known(row->at[i]) && instant_before(row->at[i], row->contact);
	}
}

static enum status take_call(struct work *work, uint32_t number)
{
	const struct call_of_rows *call = &work->plan.call[number];
	const struct case_of_calls *incident = &work->plan.incident[call->incident];
	const struct sum *sum = &work->sum[call->incident];
	struct docket_row row = { .expected_ms = DOCKET_NEVER, .disposition = (uint8_t)incident->said };
	row.flags = sum->first_call == number ? 0 : DOCKET_JOINED;
	row.flags |= incident->said == DISPOSITION_TEST ? DOCKET_TEST : 0;
	row.flags |= incident->said == DISPOSITION_SERVED ? DOCKET_TOLD : 0;
	read_moments(work, call, sum, &row);
	judge(work, incident, &row);
	enum status status = read_words(work, call->first_row, &row);
	if (status == STATUS_OK && !row.word[DOCKET_SAID])
		status = copy_word(work, sum->said, &row.word[DOCKET_SAID]);
	if (status != STATUS_OK)
		return status;
	count(work->account, &row);
	return docket_build_add(work->build, &row);
}

/* Up to when the record goes. */
static struct instant find_until(const struct history *history)
{
	struct instant contact = { INSTANT_MIN_US }, last = { INSTANT_MIN_US };
	for (uint32_t i = 0; i < history->rows; i++) {
		contact = instant_later(contact, history->row[i].stamp[STAMP_RECEIVED]);
		for (unsigned k = 0; k < STAMP_COUNT; k++)
			if (instant_known(history->row[i].stamp[k]))
				last = instant_later(last, history->row[i].stamp[k]);
	}
	struct instant most = instant_after(contact, span_s(UNTIL_SLACK_S));
	return !history->rows ? (struct instant){ 0 } : instant_before(most, last) ? most : last;
}

static uint32_t find_recorded(const struct work *work)
{
	uint32_t recorded = 0;
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++)
		recorded |= records(work->history, stamp_of[i]) ? 1u << i : 0;
	if (records(work->history, STAMP_CLEAR))
		recorded |= 1u << DOCKET_CLOSED;
	return recorded;
}

enum status docket_history_read(const struct history *history, struct docket_build *build, struct docket *ret_docket,
                                struct docket_history_account *ret_account)
{
	struct docket_history_account account = { .rows = history->rows };
	struct work work = { .history = history,
		             .build = build,
		             .account = &account,
		             .tells_arrivals = records(history, STAMP_ON_SCENE) ||
		                               records(history, STAMP_TRANSPORTING) ||
		                               records(history, STAMP_AT_HOSPITAL),
		             .tells_closed = records(history, STAMP_CLOSED) };
	/* Nobody plans a history without rows. */
	enum status status = history->rows ? gather(&work) : STATUS_OK;
	account.incidents = work.plan.incidents;
	for (uint32_t i = 0; status == STATUS_OK && i < work.plan.calls; i++)
		status = take_call(&work, i);
	if (status == STATUS_OK) {
		struct docket_title title = { .title = names_word(&history->names, history->title),
			                      .zone = names_word(&history->names, history->zone),
			                      .precision_s = history->precision_s,
			                      .recorded = find_recorded(&work),
			                      .until = find_until(history) };
		status = docket_build_finish(build, &title, ret_docket);
	}
	if (status == STATUS_OK)
		*ret_account = account;
	itinerary_close(&work.plan);
	free(work.sum);
	free(work.next_row);
	return status;
}
