/* Documents of the i3 event packages, flat and wrapped, and those of the conformance suite. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/i3_state.h"

#include "check.h"

/* The second witness: TD_BRIDGE_002, TD_CHFE_012 and the registries of STA-010.3f, in words of their own. */
static const char *const elements[] = {
	"Normal", "ScheduledMaintenance", "ServiceDisruption", "Overloaded", "GoingDown", "Down", "Unreachable"
};
static const char *const services[] = { "Normal",
	                                "Unstaffed",
	                                "ScheduledMaintenanceDown",
	                                "ScheduledMaintenanceAvailable",
	                                "MajorIncidentInProgress",
	                                "Partial",
	                                "Overloaded",
	                                "GoingDown",
	                                "Down",
	                                "Unreachable" };
static const char *const queues[] = { "Active",  "Inactive",          "Disabled",   "Full",
	                              "Standby", "ResourceExhausted", "Unreachable" };
static const char *const postures[] = { "Green", "Yellow", "Orange", "Red" };

static void check_lists(void)
{
	CHECK_NUMBER(I3_ELEMENT_COUNT - 1, sizeof elements / sizeof elements[0]);
	CHECK_NUMBER(I3_SERVICE_COUNT - 1, sizeof services / sizeof services[0]);
	CHECK_NUMBER(I3_QUEUE_COUNT - 1, sizeof queues / sizeof queues[0]);
	CHECK_NUMBER(I3_POSTURE_COUNT - 1, sizeof postures / sizeof postures[0]);
	for (int i = 1; i < I3_ELEMENT_COUNT; i++)
		CHECK_TEXT(i3_state_element_written((enum i3_element)i), elements[i - 1]);
	for (int i = 1; i < I3_SERVICE_COUNT; i++)
		CHECK_TEXT(i3_state_service_written((enum i3_service)i), services[i - 1]);
	for (int i = 1; i < I3_QUEUE_COUNT; i++)
		CHECK_TEXT(i3_state_queue_written((enum i3_queue)i), queues[i - 1]);
	for (int i = 1; i < I3_POSTURE_COUNT; i++)
		CHECK_TEXT(i3_state_posture_written((enum i3_posture)i), postures[i - 1]);
	CHECK(!i3_state_element_written(I3_ELEMENT_UNKNOWN) && !i3_state_queue_written(I3_QUEUE_UNKNOWN));
}

static bool is(const struct buffer *out, const char *text)
{
	bool same = bytes_same(buffer_bytes(out), bytes_of_text(text));
	if (!same)
		(void)fprintf(stderr, "  got    %.*s\n  wanted %s\n", (int)out->length, (const char *)out->at, text);
	return same;
}

/* Every state that may be said is written and read again. */
static void check_elements(void)
{
	struct buffer out = { 0 };
	struct i3_element_state got;
	for (int i = 1; i < I3_ELEMENT_UNREACHABLE; i++) {
		const struct i3_element_state state = { .element = "chfe.psap.example", .state = (enum i3_element)i };
		buffer_clear(&out);
		CHECK(i3_state_write_element(&out, &state) == STATUS_OK);
		CHECK(i3_state_read_element(buffer_bytes(&out), &got) == STATUS_OK);
		CHECK((int)got.state == i && !got.reason);
		CHECK_TEXT(got.element, "chfe.psap.example");
		i3_state_close(got.held);
	}
	buffer_clear(&out);
	CHECK(i3_state_write_element(&out, &(struct i3_element_state){ .element = "a.b",
	                                                               .state = I3_ELEMENT_GOING_DOWN,
	                                                               .reason = "fire \"alarm\"\n" }) == STATUS_OK);
	CHECK(is(&out, "{\"elementId\":\"a.b\",\"state\":\"GoingDown\",\"reason\":\"fire \\\"alarm\\\"\\u000a\"}"));
	CHECK(i3_state_read_element(
		  bytes_of_text("{\"elementState\":{\"elementDomain\":\"a.b\",\"state\":\"unreachable\","
	                        "\"reason\":\"r\"}}"),
		  &got) == STATUS_OK);
	CHECK(got.state == I3_ELEMENT_UNREACHABLE);
	CHECK_TEXT(got.element, "a.b");
	CHECK_TEXT(got.reason, "r");
	i3_state_close(got.held);
	buffer_close(&out);
}

static void check_services(void)
{
	struct buffer out = { 0 };
	struct i3_service_state got;
	for (int i = 1; i < I3_SERVICE_UNREACHABLE; i++) {
		const struct i3_service_state state = { .name = "PSAP", .domain = "a.b", .state = (enum i3_service)i };
		buffer_clear(&out);
		CHECK(i3_state_write_service(&out, &state) == STATUS_OK);
		CHECK(i3_state_read_service(buffer_bytes(&out), &got) == STATUS_OK);
		CHECK((int)got.state == i && !got.reason && !got.service_id && got.posture == I3_POSTURE_UNKNOWN);
		i3_state_close(got.held);
	}
	CHECK(is(&out, "{\"service\":{\"name\":\"PSAP\",\"domain\":\"a.b\"},\"serviceState\":{\"state\":\"Down\"}}"));
	buffer_clear(&out);
	CHECK(i3_state_write_service(&out, &(struct i3_service_state){ .name = "PSAP",
	                                                               .domain = "a.b",
	                                                               .service_id = "c",
	                                                               .state = I3_SERVICE_UNSTAFFED,
	                                                               .reason = "",
	                                                               .posture = I3_POSTURE_RED }) == STATUS_OK);
	CHECK(is(&out, "{\"service\":{\"name\":\"PSAP\",\"domain\":\"a.b\",\"serviceId\":\"c\"},"
	               "\"serviceState\":{\"state\":\"Unstaffed\",\"reason\":\"\"},"
	               "\"securityPosture\":{\"posture\":\"Red\"}}"));
	/* Wrapped, its own wrapper has the name of its part. */
	CHECK(
	    i3_state_read_service(bytes_of_text("{\"serviceState\":{\"service\":{\"name\":\"ESRP\",\"domain\":\"a.b\"},"
	                                        "\"serviceState\":{\"state\":\"SomethingNew\"}}}"),
	                          &got) == STATUS_OK);
	CHECK(got.state == I3_SERVICE_UNKNOWN);
	i3_state_close(got.held);
	buffer_close(&out);
}

static void check_queues(void)
{
	struct buffer out = { 0 };
	struct i3_queue_state got;
	for (int i = 1; i < I3_QUEUE_UNREACHABLE; i++) {
		const struct i3_queue_state state = { "sip:q@a.b", 3, 100, (enum i3_queue)i, NULL };
		buffer_clear(&out);
		CHECK(i3_state_write_queue(&out, &state) == STATUS_OK);
		CHECK(i3_state_read_queue(buffer_bytes(&out), &got) == STATUS_OK);
		CHECK((int)got.state == i && got.length == 3 && got.max_length == 100);
		i3_state_close(got.held);
	}
	CHECK(is(
	    &out,
	    "{\"queueUri\":\"sip:q@a.b\",\"state\":\"ResourceExhausted\",\"queueLength\":3,\"queueMaxLength\":100}"));
	CHECK(i3_state_read_queue(bytes_of_text("{\"queueState\":{\"queueUri\":\"sip:q@a.b\",\"queueLength\":-1,"
	                                        "\"queueMaxLength\":4294967295,\"state\":\"Full\"}}"),
	                          &got) == STATUS_OK);
	CHECK(got.state == I3_QUEUE_FULL && got.length == I3_STATE_NO_COUNT && got.max_length == I3_STATE_NO_COUNT);
	i3_state_close(got.held);
	buffer_close(&out);
}

static void check_abandoned(void)
{
	static const char invite[] = "INVITE urn:service:sos SIP/2.0\r\nSubject: \"\xe9\"\r\n\r\n";
	struct i3_abandoned_call call = { .invite = bytes_of_text(invite), .invited = { 1764000000000000 } }, got;
	struct buffer out = { 0 };
	call.cancelled = instant_after(call.invited, span_s(7));
	CHECK(i3_state_write_abandoned(&out, &call) == STATUS_OK);
	CHECK(i3_state_read_abandoned(buffer_bytes(&out), &got) == STATUS_OK);
	CHECK(got.invited.us == call.invited.us && got.cancelled.us == call.cancelled.us);
	/* A byte that is no UTF-8 came as Latin-1 and is the letter now. */
	CHECK_NUMBER(got.invite.length, sizeof invite);
	CHECK(memcmp(got.invite.at, invite, 42) == 0 && memmem(got.invite.at, got.invite.length, "\xc3\xa9", 2));
	i3_state_close(got.held);
	CHECK(i3_state_read_abandoned(
		  bytes_of_text("{\"abandonedCall\":{\"invite\":\"x\",\"inviteTimestamp\":\"yesterday\","
	                        "\"cancelTimestamp\":\"2026-11-24T02:30:00.5-05:00\"}}"),
		  &got) == STATUS_OK);
	CHECK(!instant_known(got.invited) && got.cancelled.us % 1000000 == 500000);
	i3_state_close(got.held);
	buffer_close(&out);
}

static void check_wrong(void)
{
	struct i3_element_state element = { .element = "kept" };
	struct i3_service_state service;
	struct i3_queue_state queue;
	struct i3_abandoned_call call;
	static const char *const wrong[] = {
		"",
		"[]",
		"{}",
		"nothing",
		"{\"state\":1}",
		"{\"state\":\"Normal\"}",
		"{\"elementState\":[{\"state\":\"Normal\"}]}",
		"{\"elementId\":\"a\",\"elementId\":\"b\",\"state\":\"Normal\"}",
		"{\"service\":{\"name\":\"PSAP\"},\"serviceState\":{}}",
		"{\"invite\":7}",
	};
	for (size_t w = 0; w < sizeof wrong / sizeof wrong[0]; w++) {
		struct bytes text = bytes_of_text(wrong[w]);
		CHECK(i3_state_read_element(text, &element) == STATUS_MALFORMED);
		CHECK(i3_state_read_service(text, &service) == STATUS_MALFORMED);
		CHECK(i3_state_read_queue(text, &queue) == STATUS_MALFORMED);
		CHECK(i3_state_read_abandoned(text, &call) == STATUS_MALFORMED);
	}
	CHECK_TEXT(element.element, "kept");
	char *long_text = calloc(1, I3_STATE_MAX_BYTES + 1);
	if (CHECK(long_text != NULL))
		for (size_t more = 0; more < 2; more++)
			CHECK(i3_state_read_queue(bytes_of(long_text, I3_STATE_MAX_BYTES + more), &queue) ==
			      (more ? STATUS_LIMIT : STATUS_MALFORMED));
	free(long_text);
}

/* What Texas A&M's suite sends to a subscriber. */
static void check_samples(void)
{
	const char *shared = getenv("TOCSIN_SHARED");
	for (int s = 0; s < 2; s++) {
		char path[1024], text[1024];
		(void)snprintf(path, sizeof path, "%s/standards/tamu-ng911/test_files/JSON/other/%s_example.json",
		               shared ? shared : "../shared", s ? "ServiceState" : "ElementState");
		FILE *file = fopen(path, "rb");
		if (!file) {
			(void)printf("SKIPPED in part: %s is not there; set TOCSIN_SHARED\n", path);
			continue;
		}
		size_t length = fread(text, 1, sizeof text, file);
		(void)fclose(file);
		if (s) {
			struct i3_service_state got;
			CHECK(i3_state_read_service(bytes_of(text, length), &got) == STATUS_OK);
			CHECK(got.state == I3_SERVICE_NORMAL && got.posture == I3_POSTURE_ORANGE);
			CHECK_TEXT(got.name, "ESRP");
			i3_state_close(got.held);
		} else {
			struct i3_element_state got;
			CHECK(i3_state_read_element(bytes_of(text, length), &got) == STATUS_OK);
			CHECK(got.state == I3_ELEMENT_NORMAL);
			CHECK_TEXT(got.element, "ng911.example.org");
			i3_state_close(got.held);
		}
	}
}

int main(void)
{
	check_lists();
	check_elements();
	check_services();
	check_queues();
	check_abandoned();
	check_wrong();
	check_samples();
	return check_done();
}
