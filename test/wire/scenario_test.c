/* Every INVITE that other projects' SIPp scenarios send is taken, whatever else it is; so is one that a simulator sent. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_message.h"

#include <dirent.h>

#include "check.h"
#include "sip_text.h"

static struct sip_message message;
static unsigned files, invites, without_branch;

static void check_invite(struct bytes bytes, const char *name)
{
	enum status status = sip_message_read(bytes, &message);
	if (!CHECK(status == STATUS_OK && message.method == SIP_INVITE)) {
		(void)fprintf(stderr, "  %s\n", name);
		return;
	}
	invites++;
	without_branch += !message.via.branch.length;
	/* They have all these, be it with keywords such as [local_ip] in them. */
	const uint32_t heads = 1u << SIP_FAULT_NO_HEAD_END | 1u << SIP_FAULT_START_LINE | 1u << SIP_FAULT_VERSION;
	if (!CHECK((message.faults & heads) == 0 && message.call_id.length > 0))
		check_faults(message.faults & heads, 0, name);
}

/* What SIPp sends of a section: blanks in front of each line are its indentation. */
static void check_section(const char *at, size_t length, const char *name)
{
	char *text = malloc(length + 1);
	size_t written = 0;
	bool line_start = true;
	for (size_t i = 0; text && i < length; i++) {
		bool blank = at[i] == ' ' || at[i] == '\t' || at[i] == '\r';
		if (line_start && (blank || (written == 0 && at[i] == '\n')))
			continue;
		line_start = at[i] == '\n';
		text[written++] = at[i];
	}
	if (written > 7 && memcmp(text, "INVITE ", 7) == 0)
		check_invite(bytes_of(text, written), name);
	free(text);
}

static void check_file(const char *top, const char *name)
{
	static const char begin[] = "<![CDATA[", end[] = "]]>";
	struct buffer file = given_file(top, name);
	CHECK(buffer_append(&file, bytes_of("", 1)) == STATUS_OK);
	files++;
	for (const char *at = (const char *)file.at; at && (at = strstr(at, begin));) {
		at += strlen(begin);
		const char *to = strstr(at, end);
		if (!to)
			break;
		check_section(at, (size_t)(to - at), name);
		at = to;
	}
	buffer_close(&file);
}

static bool is_named(const char *name, const char *ending)
{
	size_t length = strlen(name), end = strlen(ending);
	return length > end && strcmp(name + length - end, ending) == 0;
}

/* Goes through a directory of standards/ and what lies below it. */
static bool check_directory(const char *top, const char *name)
{
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/%s", top, name);
	DIR *directory = opendir(path);
	if (!directory)
		return false;
	for (const struct dirent *entry; (entry = readdir(directory));) {
		char inner[1024];
		(void)snprintf(inner, sizeof inner, "%s/%s", name, entry->d_name);
		if (entry->d_name[0] == '.')
			continue;
		if (is_named(inner, ".xml"))
			check_file(top, inner);
		else
			(void)check_directory(top, inner);
	}
	(void)closedir(directory);
	return true;
}

int main(int count, char **words)
{
	static const char *const places[] = { "tamu-ng911/test_files/SIPp_scenarios", "sipp-psapsim", "sipp-lundgrel" };
	const char *top = given_top(count, words);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		CHECK(check_directory(top, places[i]));
	/* Counted otherwise, by a few lines of Python, they are as many: RFC 2543 is still spoken. */
	CHECK_NUMBER(invites, 201);
	CHECK_NUMBER(without_branch, 71);
	(void)printf("%u files, %u INVITEs, %u without a branch\n", files, invites, without_branch);

	struct buffer file = given_file(top, "phrsite/sip/InviteAllAdditionalDataByValue1.sip");
	check_invite(buffer_bytes(&file), "phrsite");
	CHECK(sip_uri_is_sos(&message.uri));
	CHECK_NUMBER(message.cseq, 1378872421);
	struct sip_cursor cursor = { 0 };
	struct bytes item;
	unsigned infos = 0;
	while (sip_message_next(&message, SIP_CALL_INFO, &cursor, &item))
		infos++;
	CHECK_NUMBER(infos, 9);
	/* A value with a blank behind its semicolon, and bare line ends: neither keeps it from being read. */
	check_faults(message.faults & ~(1u << SIP_FAULT_CONTENT_LENGTH), 1u << SIP_FAULT_LINE_END, "phrsite");
	buffer_close(&file);
	return check_done();
}
