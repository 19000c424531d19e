/* What of a policy runs out: the first of what must hold, the last of what is enough, and nothing twice. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/lapse.h"

#include <string.h>

#include "city.h"
#include "policy/prr.h"
#include "zones.h"

#define PERIOD(START, STOP)                                                                                            \
	"{\"conditionType\":\"TimePeriodCondition\",\"dateStart\":\"" START "\",\"dateEnd\":\"" STOP "\"}"
#define RULE(ID, PRIORITY, CONDITIONS)                                                                                 \
	"{\"id\":\"" ID "\",\"priority\":" PRIORITY ",\"conditions\":[" CONDITIONS                                     \
	"],\"actions\":[{\"actionType\":\"RouteAction\",\"recipientUri\":\"day\"}],\"tocsin\":{\"human\":true}}"
#define FIRST "2026-01-01T00:00:00+00:00"

static const char document[] =
    "[{\"policyOwner\":\"city.example\",\"policyType\":\"OriginationRoutePolicy\","
    "\"policyExpirationTime\":\"2026-12-31T00:00:00+00:00\",\"policyRules\":[" RULE(
	"BOTH", "3",
	PERIOD(FIRST, "2026-12-10T00:00:00+00:00") "," PERIOD(
	    FIRST, "2026-12-05T00:00:00+00:00")) "," RULE("LONG", "2",
                                                          PERIOD(FIRST,
                                                                 "2027-06-01T00:00:00+00:00")) "," RULE("ALWAYS", "1",
                                                                                                        "") "]}]";

struct seen {
	unsigned count;
	char text[256];
};

static enum status see(void *context, const struct lapse *lapse)
{
	struct seen *seen = context;
	char at[INSTANT_TEXT_BYTES];
	size_t length = strlen(seen->text);
	instant_write(lapse->at, at);
	seen->count++;
	(void)snprintf(seen->text + length, sizeof seen->text - length, "%s %.10s;",
	               lapse->rule ? lapse->rule->id : "policy", at);
	return STATUS_OK;
}

static void check(const struct family *family, const char *until, const char *wanted)
{
	struct seen seen = { 0 };
	struct instant at;
	CHECK(instant_read(until, &at) && lapse_each(family, at, see, &seen) == STATUS_OK);
	CHECK_TEXT(seen.text, wanted);
}

static enum status stop(void *context, const struct lapse *lapse)
{
	(void)lapse;
	++*(unsigned *)context;
	return STATUS_MEMORY;
}

static struct family *read(const struct manifest *manifest, const char *text)
{
	struct problems problems = { 0 };
	struct family *family = NULL;
	if (!CHECK(prr_read(bytes_of_text(text), "city", PROFILE_STRICT, &zones_here, manifest, &problems, &family) ==
	           STATUS_OK))
		(void)fprintf(stderr, "%.*s", (int)problems.text.length, (const char *)problems.text.at);
	buffer_close(&problems.text);
	return family;
}

int main(void)
{
	struct manifest *manifest = NULL;
	unsigned calls = 0;
	struct instant far;
	CHECK(manifest_built_in(&manifest) == STATUS_OK);
	struct family *family = read(manifest, document), *city = read(manifest, CITY);
	if (!family || !city)
		return check_done();
	check(family, "2026-12-05T00:00:00Z", "");
	check(family, "2026-12-05T00:00:05Z", "BOTH 2026-12-05;");
	check(family, "2027-01-01T00:00:00Z", "policy 2026-12-31;BOTH 2026-12-05;");
	check(family, "2030-01-01T00:00:00Z", "policy 2026-12-31;BOTH 2026-12-05;LONG 2027-06-01;");
	/* What says "until replaced" never does. */
	check(city, "2190-01-01T00:00:00Z", "");
	CHECK(instant_read("2030-01-01T00:00:00Z", &far) && lapse_each(family, far, stop, &calls) == STATUS_MEMORY);
	CHECK_NUMBER(calls, 1);
	family_close(family);
	family_close(city);
	manifest_close(manifest);
	return check_done();
}
