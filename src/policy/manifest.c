/* The fairness manifest: what is built in, and what a document adds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/manifest.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_BYTES 200u
#define DOCUMENT_BYTES_MAX 65536u

struct guarded {
	enum condition_kind source;
	const char *name; /* "": all of the source; with * at its end: all that begin so */
};

/* Headers by which a caller is named (RFC 3261 20, RFC 3325, RFC 8224, RFC 7044, RFC 5806, RFC 3892), and data about him
 * (RFC 7852 4.1 and 4.4, with what a subscriber's data are); what i3 derives from these. */
static const struct guarded built_in[] = {
	{ CONDITION_SIP_HEADER, "From" },
	{ CONDITION_SIP_HEADER, "Contact" },
	{ CONDITION_SIP_HEADER, "Reply-To" },
	{ CONDITION_SIP_HEADER, "P-Asserted-Identity" },
	{ CONDITION_SIP_HEADER, "P-Preferred-Identity" },
	{ CONDITION_SIP_HEADER, "P-Charging-Vector" },
	{ CONDITION_SIP_HEADER, "Remote-Party-ID" },
	{ CONDITION_SIP_HEADER, "Identity" },
	{ CONDITION_SIP_HEADER, "Identity-Info" },
	{ CONDITION_SIP_HEADER, "History-Info" },
	{ CONDITION_SIP_HEADER, "Diversion" },
	{ CONDITION_SIP_HEADER, "Referred-By" },
	{ CONDITION_SIP_HEADER, "Organization" },
	{ CONDITION_SIP_HEADER, "Subject" },
	{ CONDITION_SIP_HEADER, "User-Agent" },
	{ CONDITION_SIP_HEADER, "Via" },
	{ CONDITION_SIP_HEADER, "Authorization" },
	{ CONDITION_SIP_HEADER, "Proxy-Authorization" },
	{ CONDITION_ADDITIONAL_DATA, "EmergencyCallData.SubscriberInfo*" },
	{ CONDITION_ADDITIONAL_DATA, "EmergencyCallData.ProviderInfo*" },
	{ CONDITION_ADDITIONAL_DATA, "EmergencyCallData.DeviceInfo/UniqueDeviceID*" },
	{ CONDITION_CALL_SOURCE, "" },
	{ CONDITION_CALL_SUSPICION, "" },
	{ CONDITION_VERIFICATION, "" },
};
#define BUILT_IN (sizeof built_in / sizeof *built_in)

static const struct {
	const char *word;
	enum condition_kind source;
} sources[] = {
	{ "SipHeader", CONDITION_SIP_HEADER },      { "AdditionalData", CONDITION_ADDITIONAL_DATA },
	{ "MimeBody", CONDITION_MIME_BODY },        { "CallSuspicion", CONDITION_CALL_SUSPICION },
	{ "CallSource", CONDITION_CALL_SOURCE },    { "BodyPart", CONDITION_BODY_PART },
	{ "RequestUri", CONDITION_REQUEST_URI },    { "NormalNextHop", CONDITION_NORMAL_NEXT_HOP },
	{ "SdpOffer", CONDITION_SDP_OFFER },        { "Cap", CONDITION_CAP },
	{ "Verification", CONDITION_VERIFICATION }, { "Channel", CONDITION_CHANNEL },
};

struct manifest {
	uint32_t count;
	struct {
		enum condition_kind source;
		char name[NAME_MAX_BYTES + 1];
	} added[MANIFEST_NAMES_MAX];
};

enum status manifest_built_in(struct manifest **ret_manifest)
{
	struct manifest *manifest = calloc(1, sizeof *manifest);
	if (!manifest)
		return STATUS_MEMORY;
	*ret_manifest = manifest;
	return STATUS_OK;
}

static bool matches(const char *wanted, enum condition_kind source, const char *name)
{
	size_t length = strlen(wanted);
	bool begins = length && wanted[length - 1] == '*';
	if (!length)
		return true;
	/* Headers are alike in any case, and so is all the rest here: a guard that misses is worse than one too many. */
	(void)source;
	return begins ? strncasecmp(name, wanted, length - 1) == 0 : strcasecmp(name, wanted) == 0;
}

bool manifest_protects(const struct manifest *manifest, enum condition_kind source, const char *name)
{
	for (size_t i = 0; i < BUILT_IN; i++)
		if (built_in[i].source == source && matches(built_in[i].name, source, name))
			return true;
	for (uint32_t i = 0; i < manifest->count; i++)
		if (manifest->added[i].source == source && matches(manifest->added[i].name, source, name))
			return true;
	return false;
}

static enum status problem(struct problems *problems, const char *name, size_t item, const char *what)
{
	problems->count++;
	return buffer_print(&problems->text, "%s: protected[%zu]: %s\n", name, item, what);
}

static enum status take_name(struct manifest *manifest, size_t item, const json_t *value, const char *name,
                             struct problems *problems)
{
	const char *text = json_string_value(value);
	const char *colon = text ? strchr(text, ':') : NULL;
	size_t length = !text ? 0 : colon ? (size_t)(colon - text) : strlen(text);
	if (!text || strlen(text) > NAME_MAX_BYTES)
		return problem(problems, name, item,
		               "is no text of at most 200 bytes; write \"SipHeader:NAME\" or the like");
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		if (strlen(sources[i].word) != length || memcmp(sources[i].word, text, length) != 0)
			continue;
		manifest->added[manifest->count].source = sources[i].source;
		(void)snprintf(manifest->added[manifest->count].name, sizeof manifest->added->name, "%s",
		               colon ? colon + 1 : "");
		manifest->count++;
		return STATUS_OK;
	}
	return problem(problems, name, item,
	               "names no source that is known here; docs/policy.md lists them, as SipHeader or AdditionalData");
}

static enum status take_list(struct manifest *manifest, const json_t *root, const char *name, struct problems *problems)
{
	const json_t *list = json_object_get(root, "protected");
	if (!json_is_array(list)) {
		problems->count++;
		return buffer_print(&problems->text, "%s: \"protected\" is missing, or no list of texts\n", name);
	}
	if (json_array_size(list) > MANIFEST_NAMES_MAX) {
		problems->count++;
		enum status status = buffer_print(&problems->text, "%s: more than %u names; use * at their ends\n",
		                                  name, MANIFEST_NAMES_MAX);
		return status == STATUS_OK ? STATUS_LIMIT : status;
	}
	enum status status = STATUS_OK;
	for (size_t i = 0; i < json_array_size(list) && status == STATUS_OK; i++)
		status = take_name(manifest, i, json_array_get(list, i), name, problems);
	return status;
}

enum status manifest_read(struct bytes text, const char *name, struct problems *problems,
                          struct manifest **ret_manifest)
{
	struct manifest *manifest;
	json_error_t error;
	unsigned before = problems->count;
	if (text.length > DOCUMENT_BYTES_MAX)
		return STATUS_LIMIT;
	json_t *root = json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, &error);
	if (!root) {
		problems->count++;
		enum status status = buffer_print(&problems->text, "%s:%d:%d: %s; a manifest is JSON\n", name,
		                                  error.line, error.column, error.text);
		return status == STATUS_OK ? STATUS_MALFORMED : status;
	}
	enum status status = manifest_built_in(&manifest);
	if (status == STATUS_OK) {
		status = take_list(manifest, root, name, problems);
		if (status == STATUS_OK && problems->count > before)
			status = STATUS_MALFORMED;
		if (status == STATUS_OK)
			*ret_manifest = manifest;
		else
			manifest_close(manifest);
	}
	json_decref(root);
	return status;
}

static const char *word_of(enum condition_kind source)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (sources[i].source == source)
			return sources[i].word;
	return "";
}

enum status manifest_write(const struct manifest *manifest, struct buffer *ret_text)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < BUILT_IN && status == STATUS_OK; i++)
		status = buffer_print(ret_text, "%s%s%s\n", word_of(built_in[i].source), *built_in[i].name ? ":" : "",
		                      built_in[i].name);
	for (uint32_t i = 0; i < manifest->count && status == STATUS_OK; i++)
		status = buffer_print(ret_text, "%s%s%s\n", word_of(manifest->added[i].source),
		                      *manifest->added[i].name ? ":" : "", manifest->added[i].name);
	return status;
}

void manifest_close(struct manifest *manifest)
{
	free(manifest);
}
