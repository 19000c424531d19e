/* What a judgement says for the record, and the same family read from it again; where ways lead in a center. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/apply.h"
#include "routing/destination.h"
#include "routing/judging.h"

#define RULE(ID, PRIORITY, CONDITIONS, TO)                                                                             \
	"{\"id\":\"" ID "\",\"priority\":" PRIORITY ",\"conditions\":[" CONDITIONS "],\"actions\":[{\"actionType\":"   \
	"\"RouteAction\",\"recipientUri\":\"" TO "\",\"rnaTimer\":15}],\"tocsin\":{\"human\":true}}"
#define POLICY(RULES) "{\"policyOwner\":\"o\",\"policyType\":\"OriginationRoutePolicy\",\"policyRules\":[" RULES "]}"
#define CLUB "{\"conditionType\":\"SipHeaderCondition\",\"field\":\"X-Club\",\"operator\":\"EQ\",\"content\":\"gold\"}"

static struct judging *judged(const char *text, const char *before, const char *manifest)
{
	struct judging *judging = calloc(1, sizeof *judging);
	if (!judging)
		abort();
	judging->terms = (struct terms){ { 1800000000000000 }, TERMS_HUMAN_WITHIN_S, TERMS_LIVES_DAYS, NULL };
	CHECK(buffer_append_text(&judging->text, text) == STATUS_OK &&
	      buffer_append_text(&judging->before, before) == STATUS_OK &&
	      buffer_append_text(&judging->manifest, manifest) == STATUS_OK);
	judging_work(&judging->job);
	CHECK(judging->status == STATUS_OK);
	return judging;
}

static bool has(const struct buffer *buffer, const char *text)
{
	return memmem(buffer->at, buffer->length, text, strlen(text)) != NULL;
}

static void check_proofs(const struct judging *judging)
{
	static char out[200000];
	z_stream stream = { .next_in = judging->proofs.at,
		            .avail_in = (uInt)judging->proofs.length,
		            .next_out = (uint8_t *)out,
		            .avail_out = sizeof out - 1 };
	CHECK(inflateInit2(&stream, 15 + 16) == Z_OK && inflate(&stream, Z_FINISH) == Z_STREAM_END);
	(void)inflateEnd(&stream);
	CHECK(strncmp(out, "c formula 0 T1\np cnf ", 21) == 0 && strstr(out, "\nc proof 0 T1\n"));
}

static void check_records(void)
{
	struct judging *fair = judged(POLICY(RULE("A", "1", "", "hall")), "", "");
	CHECK_NUMBER(fair->against, 0);
	CHECK(has(&fair->record, "\"answer\":\"proved\"") && !has(&fair->record, "\"differences\""));
	check_proofs(fair);
	judging_close(fair);
	/* A header is like any other until the manifest says that it tells who is calling; and the record keeps that. */
	struct judging *club = judged(POLICY(RULE("C", "2", CLUB, "desk") "," RULE("A", "1", "", "hall")),
	                              POLICY(RULE("A", "1", "", "hall")), "");
	CHECK_NUMBER(club->against, 0);
	CHECK(has(&club->record, "go elsewhere"));
	judging_close(club);
	club = judged(POLICY(RULE("C", "2", CLUB, "desk") "," RULE("A", "1", "", "hall")), "",
	              "{\"protected\":[\"SipHeader:X-Club\"]}");
	CHECK_NUMBER(club->against, 1);
	struct buffer manifest = { 0 };
	struct problems problems = { 0 };
	struct family *family = NULL;
	CHECK(judging_manifest(buffer_bytes(&club->record), &manifest) == STATUS_OK &&
	      has(&manifest, "SipHeader:X-Club"));
	CHECK(judging_read(buffer_bytes(&club->text), buffer_bytes(&manifest), "again", &problems, &family) ==
	      STATUS_OK);
	CHECK(family && family->traits == 1 && family->trait[0].is_protected);
	family_close(family);
	buffer_close(&manifest);
	judging_close(club);
	struct judging *wrong = judged("{}", "", "");
	CHECK(wrong->against == 1 && has(&wrong->record, "\"trouble\""));
	judging_close(wrong);
}

static uint32_t add_queue(struct board *board, const char *name)
{
	uint32_t number = board_add(board, POOL_queues);
	(void)strncpy(board_change_queues(board, number)->name.text, name, NAME_BYTES - 1);
	return number;
}

static void check_destinations(void)
{
	struct board *board = NULL;
	CHECK(board_open(&board) == STATUS_OK && board_reserve(board, 16) == STATUS_OK);
	CHECK(board_reserve_items(board, POOL_queues, 4) == STATUS_OK);
	uint32_t hall = add_queue(board, "hall");
	CHECK_NUMBER(destination_queue(board, "c.example", "hall"), hall);
	CHECK_NUMBER(destination_queue(board, "c.example", "sip:hall@c.example"), hall);
	CHECK_NUMBER(destination_queue(board, "c.example", "sips:hall@C.EXAMPLE;x=1"), hall);
	CHECK_NUMBER(destination_queue(board, "c.example", "sip:hall@other.example"), 0);
	CHECK_NUMBER(destination_queue(board, NULL, "sip:hall@other.example"), hall);
	CHECK_NUMBER(destination_queue(board, "c.example", "sip:@c.example"), 0);
	CHECK_NUMBER(destination_queue(board, "c.example", ""), 0);
	CHECK_NUMBER(destination_queue(board, "c.example", "a-name-that-is-longer-than-any-queue-can-have"), 0);
	CHECK_TEXT(destination_state(board, "c.example", "hall"), "Inactive");
	CHECK_TEXT(destination_state(board, "c.example", "nowhere"), "Unreachable");
	board_close(board);
}

int main(void)
{
	check_records();
	check_destinations();
	return check_done();
}
