/* Identifiers of i3 as they should be, as older elements write them, and as the conformance tests break them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/i3_ids.h"

#include "check.h"

static bool is(struct bytes bytes, const char *text)
{
	return bytes_same(bytes, bytes_of_text(text));
}

/* The text, its kind (0: it is none), string and domain, and whether it is sound.  Many are of TD_BCF's variations. */
static const struct {
	const char *text;
	enum i3_ids_kind kind;
	const char *string, *domain;
	bool sound;
} rows[] = {
	{ "urn:emergency:uid:incidentid:a56e556d871:bcf.state.pa.us", I3_IDS_INCIDENT, "a56e556d871", "bcf.state.pa.us",
	  true },
	{ " URN:Emergency:uid:CALLID:1234567890:bcf.ng911.example ", I3_IDS_CALL, "1234567890", "bcf.ng911.example",
	  true },
	{ "urn:emergency:uid:logid:0013344556677231aAzZ:logger.state.pa.us", I3_IDS_LOG, "0013344556677231aAzZ",
	  "logger.state.pa.us", true },
	{ "urn:emergency:uid:queryid:123456789012345678901234567890123456:a-b.c", I3_IDS_QUERY,
	  "123456789012345678901234567890123456", "a-b.c", true },
	{ "urn:emergency:uid:callid:1234567890123456789012345678901234567:a.b", I3_IDS_CALL,
	  "1234567890123456789012345678901234567", "a.b", false },
	{ "urn:emergency:uid:callid:123456789:bcf.ng911.test", I3_IDS_CALL, "123456789", "bcf.ng911.test", false },
	{ "urn:emergency:uid:logid:0013344556677-231:logger.state.pa.us", I3_IDS_LOG, "0013344556677-231",
	  "logger.state.pa.us", false },
	{ "urn:emergency:uid:callid:123456789qwertyuiop::bcf.ng911.test", I3_IDS_CALL, "123456789qwertyuiop",
	  ":bcf.ng911.test", false },
	{ "urn:emergency:uid:callid:123456789qwertyuiop:bcf.ng911..test", I3_IDS_CALL, "123456789qwertyuiop",
	  "bcf.ng911..test", false },
	{ "urn:emergency:uid:callid:a56e556d871:bcf", I3_IDS_CALL, "a56e556d871", "bcf", false },
	{ "urn:emergency:uid:callid:a56e556d871:-b.c", I3_IDS_CALL, "a56e556d871", "-b.c", false },
	{ "urn:emergency:uid:callid:a56e556d871:b.c.", I3_IDS_CALL, "a56e556d871", "b.c.", false },
	{ "urn:emergency:uid:callid:a56e556d871", I3_IDS_CALL, "a56e556d871", "", false },
	{ "urn:emergency:uid:callid:", I3_IDS_CALL, "", "", false },
	{ "urn:nena:uid:callid:c7bb06a82d274abbb7cd73ca1f3167f7:AddDataClient@10.1.11.3", I3_IDS_CALL,
	  "c7bb06a82d274abbb7cd73ca1f3167f7", "AddDataClient@10.1.11.3", false },
	{ "urn:nena:uid:callid:c7bb06a82d274abbb7cd73ca1f3167f7:a.b", I3_IDS_CALL, "c7bb06a82d274abbb7cd73ca1f3167f7",
	  "a.b", false },
	{ "urn:emergency:uid:callid", 0, "", "", false },
	{ "urn:emergency:uid:callidd:123456789qwerty:bcf.ng911.test", 0, "", "", false },
	{ "urn:service:sos", 0, "", "", false },
	{ "", 0, "", "", false },
};

static void check_read(void)
{
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		struct i3_ids ids = { 0 };
		CHECK(i3_ids_read(bytes_of_text(rows[r].text), &ids) == (rows[r].kind != I3_IDS_NO_KIND));
		if (!CHECK(ids.kind == rows[r].kind && is(ids.string, rows[r].string) &&
		           is(ids.domain, rows[r].domain) && ids.sound == rows[r].sound))
			(void)fprintf(stderr, "  of %s\n", rows[r].text);
	}
}

static void check_write(void)
{
	static const uint8_t opaque[I3_IDS_OPAQUE_BYTES] = { 0x00, 0x12, 0xff, [15] = 0xa9 };
	struct buffer out = { 0 };
	struct i3_ids ids;
	CHECK(i3_ids_write(&out, I3_IDS_CALL, opaque, bytes_of_text("psap.example.org")) == STATUS_OK);
	CHECK(is(buffer_bytes(&out), "urn:emergency:uid:callid:0012ff000000000000000000000000a9:psap.example.org"));
	CHECK(i3_ids_read(buffer_bytes(&out), &ids) && ids.sound);
	buffer_clear(&out);
	CHECK(i3_ids_write_number(&out, I3_IDS_LOG, UINT64_MAX, bytes_of_text("psap.example.org")) == STATUS_OK);
	CHECK(is(buffer_bytes(&out), "urn:emergency:uid:logid:18446744073709551615:psap.example.org"));
	CHECK(i3_ids_read(buffer_bytes(&out), &ids) && ids.sound);
	buffer_clear(&out);
	CHECK(i3_ids_write_number(&out, I3_IDS_INCIDENT, 7, bytes_of_text("localhost")) == STATUS_MALFORMED);
	CHECK(i3_ids_write_number(&out, I3_IDS_INCIDENT, 7, bytes_of_text("a.b\r\nX: y")) == STATUS_MALFORMED);
	CHECK_NUMBER(out.length, 0);
	buffer_close(&out);
}

static void check_domains(void)
{
	char label[65], text[400];
	for (size_t length = 63; length <= 64; length++) {
		struct i3_ids ids;
		memset(label, 'a', length);
		label[length] = '\0';
		(void)snprintf(text, sizeof text, "urn:emergency:uid:callid:1234567890:%s.b", label);
		CHECK(i3_ids_read(bytes_of_text(text), &ids) && ids.sound == (length == 63));
	}
	for (size_t length = I3_IDS_DOMAIN_MAX; length <= I3_IDS_DOMAIN_MAX + 1; length++) {
		struct i3_ids ids;
		int head = snprintf(text, sizeof text, "urn:emergency:uid:callid:1234567890:");
		for (size_t i = 0; i < length; i++)
			text[(size_t)head + i] = i % 50 == 49 ? '.' : 'a';
		text[(size_t)head + length] = '\0';
		CHECK(i3_ids_read(bytes_of_text(text), &ids) && ids.sound == (length == I3_IDS_DOMAIN_MAX));
	}
}

static void check_info(void)
{
	static const struct {
		const char *item;
		enum i3_ids_purpose purpose;
		const char *uri, *block;
	} items[] = {
		{ "<urn:emergency:uid:callid:12345678901:a.b>;purpose=emergency-CallId", I3_IDS_FOR_CALL_ID,
		  "urn:emergency:uid:callid:12345678901:a.b", "" },
		{ "<x:y>; Purpose = EMERGENCY-incidentid", I3_IDS_FOR_INCIDENT_ID, "x:y", "" },
		{ "<https://a/e;v=1>;purpose=emergency-eido", I3_IDS_FOR_EIDO, "https://a/e;v=1", "" },
		{ "<id@a.b>;purpose=emergency-source", I3_IDS_FOR_SOURCE, "id@a.b", "" },
		{ "<urn:nena:uid:callid:c7@10.1.11.3>; purpose=nena-CallId", I3_IDS_FOR_CALL_ID_OLD,
		  "urn:nena:uid:callid:c7@10.1.11.3", "" },
		{ "<urn:x>;purpose=nena-IncidentId", I3_IDS_FOR_INCIDENT_ID_OLD, "urn:x", "" },
		{ "<cid:4444@a.b>;purpose=EmergencyCallData.ProviderInfo", I3_IDS_FOR_DATA, "cid:4444@a.b",
		  "ProviderInfo" },
		{ "cid:1@a.b;purpose=\"EmergencyCallData.VEDS\"", I3_IDS_FOR_DATA, "cid:1@a.b", "VEDS" },
		{ "<cid:1>;purpose=EmergencyCallData.", I3_IDS_FOR_OTHER, "cid:1", "" },
		{ "<https://a/i.png>;purpose=icon", I3_IDS_FOR_OTHER, "https://a/i.png", "" },
		{ "<https://a>", I3_IDS_FOR_OTHER, "https://a", "" },
	};
	struct i3_ids_info info;
	for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
		CHECK(i3_ids_read_info(bytes_of_text(items[i].item), &info));
		CHECK(info.purpose == items[i].purpose && is(info.uri, items[i].uri) && is(info.block, items[i].block));
	}
	CHECK(!i3_ids_read_info(bytes_of_text(";purpose=icon"), &info) &&
	      !i3_ids_read_info(bytes_of_text("<>"), &info));
	CHECK_TEXT(i3_ids_purpose_written(I3_IDS_FOR_EIDO), "emergency-eido");
	CHECK(i3_ids_purpose_written(I3_IDS_FOR_OTHER) == NULL);
}

int main(void)
{
	check_read();
	check_write();
	check_domains();
	check_info();
	return check_done();
}
