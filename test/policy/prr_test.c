/* Documents as cities and a public test suite write them; what is wrong with others, said where it stands; and the walk. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/prr.h"

#include "city.h"
#include "policy/trial.h"
#include "zones.h"

static struct manifest *manifest;

static struct family *read(const char *text, enum profile profile, struct problems *problems)
{
	struct family *family = NULL;
	buffer_clear(&problems->text);
	problems->count = 0;
	enum status status = prr_read(bytes_of_text(text), "city", profile, &zones_here, manifest, problems, &family);
	return status == STATUS_OK ? family : NULL;
}

/* What is told of a call, and where it goes. */
static const char *way_of(const struct family *family, const char *at, const char *place, const struct fact *fact,
                          uint32_t facts, struct course *ret_course)
{
	struct fact open[64], caller[64];
	struct open_facts told = { .value = open };
	CHECK(family->traits <= 64 && instant_read(at, &told.at));
	told.has_place = place != NULL;
	if (place)
		told.place = (struct point){ 535500000, 99500000 };
	facts_part(family, facts, fact, open, caller);
	policy_choose(family, family_entry(family, ""), &told, NULL, ret_course);
	return ret_course->effect == FLOOR ? "floor" : family->effect[ret_course->effect].way.destination;
}

static void check_city(void)
{
	struct problems problems = { 0 };
	struct course course;
	struct family *family = read(CITY, PROFILE_STRICT, &problems);
	if (!CHECK(family != NULL)) {
		(void)fprintf(stderr, "%.*s", (int)problems.text.length, (const char *)problems.text.at);
		return;
	}
	CHECK_NUMBER(problems.count, 0);
	CHECK_NUMBER(family->policies, 3);
	const struct fact rtt = { CONDITION_SDP_OFFER, "rtt", "offered", false, 0 };
	const struct fact dead = { CONDITION_QUEUE_STATE, "night", "Unreachable", false, 0 };
	const struct fact marine = { CONDITION_REQUEST_URI, "", "urn:service:sos.marine", false, 0 };
	CHECK_TEXT(way_of(family, "2026-07-01T12:00:00Z", NULL, NULL, 0, &course), "day");
	CHECK(!course.passed_over && course.chain.links == 1 && course.chain.link[0].rule == 3);
	CHECK_TEXT(way_of(family, "2026-07-01T12:00:00Z", NULL, &rtt, 1, &course), "text");
	/* By the clock of Berlin: 22:00 there is 20:00 UTC in summer and 21:00 in winter. */
	CHECK_TEXT(way_of(family, "2026-07-01T20:00:00Z", NULL, NULL, 0, &course), "night");
	CHECK_TEXT(way_of(family, "2026-12-01T20:30:00Z", NULL, NULL, 0, &course), "day");
	CHECK_TEXT(way_of(family, "2026-12-02T04:59:59Z", NULL, NULL, 0, &course), "night");
	CHECK_TEXT(way_of(family, "2026-12-02T05:00:00Z", NULL, NULL, 0, &course), "day");
	CHECK_TEXT(way_of(family, "2026-12-01T22:30:00Z", NULL, &dead, 1, &course), "day");
	/* On the bridge another policy is asked; if it has nothing to say the walk goes on below. */
	CHECK_TEXT(way_of(family, "2026-07-01T12:00:00Z", "bridge", &marine, 1, &course), "river");
	CHECK(course.chain.links == 2 && course.chain.link[1].policy == 1);
	CHECK_TEXT(way_of(family, "2026-07-01T12:00:00Z", "bridge", NULL, 0, &course), "day");
	CHECK(course.passed_over);
	const struct policy *response = &family->policy[family_response(family)];
	CHECK(response->rules == 2 && family->effect[response->rule[0].effect].response.debt[0].within_s == 1800);
	family_close(family);
	buffer_close(&problems.text);
}

static void check_failures(void)
{
	struct problems problems = { 0 };
	struct family *family = read(CITY, PROFILE_STRICT, &problems);
	struct fact open[64] = { { 0 } }, caller[64] = { { 0 } };
	struct open_facts told = { .value = open };
	struct caller_facts who = { caller };
	struct failed failed = { 0 };
	struct course course;
	CHECK(family && instant_read("2026-07-01T21:00:00Z", &told.at));
	static const char *const ways[] = { "night", "day" };
	for (unsigned i = 0; i < 2 && family; i++) {
		policy_choose(family, 0, &told, &failed, &course);
		CHECK(course.effect != FLOOR && strcmp(family->effect[course.effect].way.destination, ways[i]) == 0);
		failed.effect[failed.count++] = course.effect;
	}
	policy_choose(family, 0, &told, &failed, &course);
	CHECK(course.effect == FLOOR && !course.chain.links);
	policy_choose(family, UINT32_MAX, &told, NULL, &course);
	CHECK(course.effect == FLOOR);
	policy_try(family, 0, &told, &who, NULL, true, &course);
	CHECK(course.effect != FLOOR && !course.passed_over);
	family_close(family);
	buffer_close(&problems.text);
}

/* A rule in an otherwise good document, and what must be said of it. */
#define RULE(CONDITIONS, ACTIONS, OURS)                                                                                \
	"{\"policyOwner\":\"c\",\"policyType\":\"OriginationRoutePolicy\",\"policyRules\":[{\"id\":\"A\","             \
	"\"priority\":1,"                                                                                              \
	"\"conditions\":[" CONDITIONS "],\"actions\":[" ACTIONS "],\"tocsin\":{" OURS "}}]}"
#define GO "{\"actionType\":\"RouteAction\",\"recipientUri\":\"q\",\"rnaTimer\":5}"
#define OF(TYPE, MEMBERS) "{\"conditionType\":\"" TYPE "\"" MEMBERS "}"

static const struct {
	const char *text, *said;
} wrong[] = {
	{ "", "a policy is JSON" },
	{ "[]", "it holds no policy" },
	{ "{\"a\":1,\"a\":2}", "duplicate" },
	{ RULE("", "{\"actionType\":\"BusyAction\"}", ""), "BusyAction turns callers away" },
	{ RULE("", "{\"actionType\":\"LogAction\",\"message\":\"m\"}", ""), "only writes and tells" },
	{ RULE("", "{\"actionType\":\"RouteAction\",\"recipientUri\":\"q\"}", ""), "no \"rnaTimer\"" },
	{ RULE("", "{\"actionType\":\"routeAction\",\"recipientUri\":\"q\",\"rnaTimer\":5}", ""),
	  "is written \"RouteAction\"" },
	{ RULE("", GO "," GO, ""), "RQ" },
	{ RULE("", GO, "\"human\":1"), "tocsin.human" },
	{ RULE("", GO, "\"observe\":true"), "only writes and tells" },
	{ RULE("", "", "\"response\":{}"), "owes nothing" },
	{ RULE("", "", "\"response\":{\"obligations\":[{\"kind\":\"drop\",\"within\":5}]}"), "no such thing" },
	{ RULE(OF("NoSuchCondition", ""), GO, ""), "no conditionType" },
	{ RULE(OF("CallTypeCondition", ",\"types\":[\"x\"]"), GO, ""), "none of i3's" },
	{ RULE(OF("SipHeaderCondition", ",\"field\":\"From\",\"operator\":\"IS\",\"content\":\"x\""), GO, ""),
	  "operator IS" },
	{ RULE(OF("SipHeaderCondition", ",\"operator\":\"EQ\",\"content\":\"x\""), GO, ""), "\"field\" is missing" },
	{ RULE(OF("SipHeaderCondition", ",\"field\":\"X\",\"operator\":\"XX\",\"content\":\"x\""), GO, ""),
	  "none of EQ" },
	{ RULE(OF("AdditionalDataCondition", ",\"type\":\"T\",\"operator\":\"GT\",\"content\":\"x\""), GO, ""),
	  "no whole number" },
	{ RULE(OF("QueueStateCondition", ",\"queue\":\"q\",\"condition\":\"EQ\",\"value\":\"Asleep\""), GO, ""),
	  "not in the registry" },
	{ RULE(OF("CallSuspicionCondition", ",\"scoreFrom\":50,\"scoreTo\":20"), GO, ""), "it never holds" },
	{ RULE(OF("CallSuspicionCondition", ",\"scoreFrom\":50,\"scoreTo\":200"), GO, ""),
	  "no whole number from 0 to 100" },
	{ RULE(OF("TimePeriodCondition", ",\"dateStart\":\"2026-01-01T00:00:00Z\""), GO, ""),
	  "\"dateEnd\" is missing" },
	{ RULE(OF("TimePeriodCondition", ",\"dateStart\":\"2026-01-01T00:00:00Z\",\"dateEnd\":\"2027-01-01T00:00:00Z\","
	                                 "\"timeStart\":\"25:00\""),
	       GO, ""),
	  "\"timeStart\" is no time of day" },
	{ RULE(OF("TimePeriodCondition", ",\"dateStart\":\"2026-01-01T00:00:00Z\",\"dateEnd\":\"2027-01-01T00:00:00Z\","
	                                 "\"timeStart\":\"22:00\",\"timeEnd\":\"06:00\""),
	       GO, ""),
	  "overnight" },
	{ RULE(OF("TimePeriodCondition", ",\"dateStart\":\"2026-01-01T00:00:00Z\",\"dateEnd\":\"2027-01-01T00:00:00Z\","
	                                 "\"weekdayList\":\"MO,XX\""),
	       GO, ""),
	  "weekdayList" },
	{ RULE(OF("TimePeriodCondition", ",\"tocsin\":{\"tz\":\"../etc/passwd\",\"validUntil\":\"until replaced\"}"),
	       GO, ""),
	  "no time zone" },
	{ RULE(OF("LocationCondition", ",\"tocsin\":{\"place\":\"nowhere\"}"), GO, ""), "no place \"nowhere\"" },
	{ RULE(OF("LocationCondition",
	          ",\"location\":{\"lo\":\"<a/>\",\"profile\":\"geodetic\",\"label\":\"x\",\"lang\":\"en\"}"),
	       GO, ""),
	  "no polygon and no circle" },
	{ RULE(OF("SdpOfferCondition", ""), GO, ""), "asks for nothing" },
	{ RULE(OF("MimeBodyCondition", ",\"mimeList\":[]"), GO, ""), "mimeList" },
	{ "{\"policyOwner\":\"c\",\"policyType\":\"LoggingService\",\"policyRules\":[{\"id\":\"A\",\"priority\":1,"
	  "\"actions\":[" GO "]}]}",
	  "no type of policy" },
	{ "{\"policyOwner\":\"c\",\"policyType\":\"OriginationRoutePolicy\",\"policyRules\":[{\"id\":\"A\","
	  "\"priority\":1,\"actions\":[" GO "]},{\"id\":\"A\",\"priority\":1,\"actions\":[" GO "]}]}",
	  "have the same priority" },
};

static void check_problems(void)
{
	struct problems problems = { 0 };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct family *family = read(wrong[i].text, PROFILE_STRICT, &problems);
		CHECK(buffer_append(&problems.text, bytes_of("", 1)) == STATUS_OK);
		const char *said = (const char *)problems.text.at;
		bool told = strstr(said, wrong[i].said) ||
		            (strcmp(wrong[i].said, "RQ") == 0 && strstr(said, "more than one of"));
		if (!CHECK(!family && told))
			(void)fprintf(stderr, "  %s\n  said: %s", wrong[i].said, said);
		family_close(family);
	}
	buffer_close(&problems.text);
}

/* Protected by what is built in, in any case of letters, and by what a document adds. */
static void check_manifest(void)
{
	struct problems problems = { 0 };
	struct manifest *more;
	struct buffer text = { 0 };
	CHECK(manifest_protects(manifest, CONDITION_SIP_HEADER, "from"));
	CHECK(manifest_protects(manifest, CONDITION_ADDITIONAL_DATA, "EmergencyCallData.SubscriberInfo/Organisation"));
	CHECK(manifest_protects(manifest, CONDITION_VERIFICATION, ""));
	CHECK(!manifest_protects(manifest, CONDITION_SIP_HEADER, "Priority"));
	CHECK(!manifest_protects(manifest, CONDITION_QUEUE_STATE, "night"));
	CHECK(manifest_read(bytes_of_text("{\"protected\":[\"SipHeader:X-Member*\",\"Channel\"]}"), "fair", &problems,
	                    &more) == STATUS_OK);
	CHECK(manifest_protects(more, CONDITION_SIP_HEADER, "x-member-of") &&
	      manifest_protects(more, CONDITION_CHANNEL, ""));
	CHECK(manifest_protects(more, CONDITION_SIP_HEADER, "From"));
	CHECK(manifest_write(more, &text) == STATUS_OK && buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK(strstr((const char *)text.at, "SipHeader:From\n") &&
	      strstr((const char *)text.at, "SipHeader:X-Member*\n"));
	manifest_close(more);
	static const char *const bad[] = { "", "[]", "{}", "{\"protected\":[1]}", "{\"protected\":[\"Fish:x\"]}" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(manifest_read(bytes_of_text(bad[i]), "fair", &problems, &more) == STATUS_MALFORMED);
	buffer_clear(&text);
	CHECK(buffer_append_text(&text, "{\"protected\":[\"Cap\"") == STATUS_OK);
	for (unsigned i = 0; i < MANIFEST_NAMES_MAX; i++)
		CHECK(buffer_append_text(&text, ",\"Cap\"") == STATUS_OK);
	CHECK(buffer_append_text(&text, "]}") == STATUS_OK);
	CHECK(manifest_read(buffer_bytes(&text), "fair", &problems, &more) == STATUS_LIMIT);
	buffer_close(&text);
	buffer_close(&problems.text);
}

/* Hostile ones end in clear words: too many rules, conditions, bytes, points. */
static void check_limits(void)
{
	struct problems problems = { 0 };
	struct buffer text = { 0 };
	CHECK(buffer_append_text(
		  &text, "{\"policyOwner\":\"c\",\"policyType\":\"OriginationRoutePolicy\",\"policyRules\":[") ==
	      STATUS_OK);
	for (unsigned i = 0; i <= FAMILY_RULES_MAX; i++)
		CHECK(buffer_print(&text, "%s{\"id\":\"%u\",\"priority\":%u,\"actions\":[" GO "]}", i ? "," : "", i,
		                   i) == STATUS_OK);
	CHECK(buffer_append_text(&text, "]}") == STATUS_OK && buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK(!read((const char *)text.at, PROFILE_TOLERANT, &problems) && problems.count == 1);
	buffer_clear(&text);
	CHECK(buffer_append_text(&text, "{\"tocsin\":{\"places\":{\"a\":{\"type\":\"Polygon\",\"coordinates\":[[") ==
	      STATUS_OK);
	for (unsigned i = 0; i <= PARTITION_POINTS_MAX; i++)
		CHECK(buffer_print(&text, "%s[%u.5,%u]", i ? "," : "", i % 90, i % 45) == STATUS_OK);
	CHECK(buffer_append_text(&text, "]]}}},\"policies\":[]}") == STATUS_OK &&
	      buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK(!read((const char *)text.at, PROFILE_TOLERANT, &problems) && problems.count >= 1);
	buffer_clear(&text);
	CHECK(buffer_append_text(&text, RULE("", GO, "\"x\":\"")) == STATUS_OK);
	text.length -= 5; /* back into the string */
	for (unsigned i = 0; i < FAMILY_DOCUMENT_BYTES_MAX / 16; i++)
		CHECK(buffer_append_text(&text, "0123456789abcdef") == STATUS_OK);
	CHECK(buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK(!read((const char *)text.at, PROFILE_TOLERANT, &problems) && problems.count == 1);
	buffer_clear(&text);
	for (unsigned i = 0; i < 100000; i++)
		CHECK(buffer_append_text(&text, "[") == STATUS_OK);
	CHECK(buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK(!read((const char *)text.at, PROFILE_TOLERANT, &problems) && problems.count == 1);
	buffer_close(&text);
	buffer_close(&problems.text);
}

static bool read_file(const char *path, struct buffer *text)
{
	uint8_t bytes[65536];
	FILE *file = fopen(path, "rb");
	size_t length = file ? fread(bytes, 1, sizeof bytes, file) : 0;
	buffer_clear(text);
	while (length && buffer_append(text, bytes_of(bytes, length)) == STATUS_OK)
		length = fread(bytes, 1, sizeof bytes, file);
	if (file)
		(void)fclose(file);
	return file && buffer_append(text, bytes_of("", 1)) == STATUS_OK;
}

/* The public suite's objects, nested and as they came: all are read tolerantly, and the strict profile says what it minds. */
static void check_public(const char *folder, const char *const *names, unsigned count)
{
	const char *shared = getenv("TOCSIN_SHARED");
	struct problems problems = { 0 };
	struct buffer text = { 0 };
	char path[512];
	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(path, sizeof path, "%s/standards/tamu-ng911/%s/Policy_object_%s.json",
		               shared ? shared : "../shared", folder, names[i]);
		if (!read_file(path, &text))
			check_skip("the public policies are not here (TOCSIN_SHARED)");
		struct family *family = read((const char *)text.at, PROFILE_TOLERANT, &problems);
		if (!CHECK(family && family->policies == 1 && family->policy[0].rules))
			(void)fprintf(stderr, "  %s: %.*s", names[i], (int)problems.text.length,
			              (const char *)problems.text.at);
		family_close(family);
		/* None of them has a timer: none may take effect. */
		family = read((const char *)text.at, PROFILE_STRICT, &problems);
		if (!CHECK(!family && problems.count))
			(void)fprintf(stderr, "  %s was taken\n", names[i]);
		family_close(family);
	}
	buffer_close(&text);
	buffer_close(&problems.text);
}

static const char *const nested[] = { "ESRP_012_v010.3f.5.0.1",
	                              "ESRP_014",
	                              "RoutePolicy_NormalNextHop_v010.3f.5.0.0",
	                              "RoutePolicy_Origination_v010.3f.5.0.0",
	                              "RoutePolicy_Other_v010.3f.5.0.0",
	                              "example_v010.3f.3.0.1",
	                              "with_Linux_type_line_endings_v010.3f.3.0.1",
	                              "with_Windows_type_line_endings_v010.3f.3.0.1",
	                              "with_extra_whitespaces_v010.3f.3.0.1",
	                              "with_incorrect_TimePeriodCondition_v010.3f.3.0.1",
	                              "with_large_ruleset_v010.3f.3.0.1",
	                              "without_actions_member_v010.3f.3.0.1",
	                              "without_id_member_v010.3f.3.0.1",
	                              "without_priority_member_v010.3f.3.0.1",
	                              "without_unique_id_v010.3f.3.0.1",
	                              "without_unique_priority_v010.3f.3.0.1" };
static const char *const flat[] = { "AdditionalDataCondition_v010.3f.5.0.1", "example_v010.3f.3.0.1",
	                            "force_ESRP_to_dereference_ADR_v010.3f.5.0.0",
	                            "policyOwner_ng911.example.com_v010.3f.3.0.1", "with_large_ruleset_v010.3f.3.0.1" };

int main(void)
{
	CHECK(manifest_built_in(&manifest) == STATUS_OK);
	check_city();
	check_failures();
	check_problems();
	check_manifest();
	check_limits();
	check_public("policy_object_nested", nested, sizeof nested / sizeof *nested);
	check_public("test_files/JSON/policy_object", flat, sizeof flat / sizeof *flat);
	manifest_close(manifest);
	return check_done();
}
