/* Other centers ask for help: JSON as a caller's, or an EIDO (NENA-STA-021.1a) by value or by reference. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/asked.h"
#include "console/route.h"
#include "wire/pidf_lo.h"

/* What is kept of where an EIDO came from. */
#define FACTS_MAX_BYTES 700
#define REFERENCE "eido_reference"

/* The first of a list's components has it as a string; NULL if there is none. */
static const char *first_string(const json_t *eido, const char *list, const char *name)
{
	return json_string_value(json_object_get(json_array_get(json_object_get(eido, list), 0), name));
}

static struct bytes text_of(const char *text)
{
	return text && strlen(text) <= TEXT_MAX_BYTES ? bytes_of_text(text) : bytes_of(NULL, 0);
}

static void read_place(const char *document, struct fields *f)
{
	struct pidf_lo pidf = { 0 };
	if (!document || pidf_lo_open(bytes_of_text(document), &pidf) != STATUS_OK)
		return;
	for (uint32_t i = 0; i < pidf.locations; i++) {
		const struct pidf_lo_location *one = &pidf.location[i];
		if (one->shape == PIDF_LO_NO_SHAPE)
			continue;
		f->lat_e7 = one->lat_e7;
		f->lon_e7 = one->lon_e7;
		f->uncertainty_m = one->uncertainty_m == PIDF_LO_UNKNOWN_M ? 0 : one->uncertainty_m;
		break;
	}
	pidf_lo_close(&pidf);
}

/* What a call taker reads first; the whole document is kept as it came. */
static void read_eido(const json_t *eido, struct command *command)
{
	const json_t *incident = json_object_get(eido, "incidentComponent");
	const char *words = first_string(eido, "notesComponent", "notesActionComments");
	words = words ? words : json_string_value(json_object_get(incident, "incidentTypeInternalText"));
	words = words ? words : json_string_value(json_object_get(incident, "incidentTypeCommonRegistryText"));
	json_int_t priority = json_integer_value(json_object_get(incident, "incidentCommonPriorityNumber"));
	command->text[TEXT_WORDS] = text_of(words);
	command->text[TEXT_PLACE] = text_of(first_string(eido, "locationComponent", "locationDescriptionText"));
	command->text[TEXT_CALLER] = text_of(json_string_value(json_object_get(eido, "issuingElementIdentification")));
	read_place(first_string(eido, "locationComponent", "locationByValue"), &command->f);
	if (priority >= 1 && priority <= PRIORITY_MAX)
		command->f.priority = (uint8_t)priority;
}

static void give(struct ask *ask, struct asked *asked)
{
	struct command *command = &asked->command;
	command->asker = ASKER_STRANGER;
	command->f.channel = CHANNEL_AGENCY;
	if (ask_key(ask, command)) {
		ask_desk(ask, command);
		return;
	}
	(void)snprintf(asked->field, sizeof asked->field, "Idempotency-Key");
	(void)snprintf(asked->detail, sizeof asked->detail, "a key has 1 to 255 bytes");
	ask_keep_malformed(ask, asked, 400);
}

/* The reference stands beside the members of a call; nobody here follows it but a person. */
static enum status read_members(struct ask *ask, json_t *document, char facts[FACTS_MAX_BYTES], struct asked *ret_asked)
{
	const char *reference = json_string_value(json_object_get(document, REFERENCE));
	if (!reference)
		return asked_read(desk_board(ask->desk), COMMAND_ASK_HELP, http_body(ask->request), ret_asked);
	int length = snprintf(facts, FACTS_MAX_BYTES, "eido_uri: %s\n", reference);
	for (int i = 0; i < length - 1 && i < FACTS_MAX_BYTES - 1; i++)
		if ((unsigned char)facts[i] < ' ')
			length = FACTS_MAX_BYTES;
	if (length >= FACTS_MAX_BYTES) {
		(void)snprintf(ret_asked->field, sizeof ret_asked->field, REFERENCE);
		(void)snprintf(ret_asked->detail, sizeof ret_asked->detail,
		               "a reference is a URL of at most 600 bytes");
		return STATUS_MALFORMED;
	}
	(void)json_object_del(document, REFERENCE);
	char *rest = json_dumps(document, JSON_COMPACT);
	enum status status = STATUS_MEMORY;
	if (rest)
		status = asked_read(desk_board(ask->desk), COMMAND_ASK_HELP, bytes_of_text(rest), ret_asked);
	free(rest);
	if (status == STATUS_OK)
		ret_asked->command.text[TEXT_FACTS] = bytes_of_text(facts);
	return status;
}

static void ask_help(struct ask *ask)
{
	struct bytes body = http_body(ask->request);
	struct asked asked = { .detail = "the body is longer than 1 MiB; its beginning is kept" };
	char facts[FACTS_MAX_BYTES];
	json_t *document = http_body_cut(ask->request)
	                       ? NULL
	                       : json_loadb((const char *)body.at, body.length, JSON_REJECT_DUPLICATES, NULL);
	enum status status = http_body_cut(ask->request) ? STATUS_LIMIT : STATUS_OK;
	if (json_is_string(json_object_get(document, "eidoVersion")) && body.length <= TEXT_MAX_BYTES) {
		asked.command.kind = COMMAND_ASK_HELP;
		asked.command.text[TEXT_RAW] = body;
		asked.command.text[TEXT_FACTS] = bytes_of_text("eido: by value\n");
		read_eido(document, &asked.command);
	} else if (status == STATUS_OK) {
		status = read_members(ask, document, facts, &asked);
	}
	int code = status == STATUS_LIMIT ? 413 : 400;
	if (status == STATUS_OK)
		give(ask, &asked);
	else if (status != STATUS_MEMORY && body.length)
		ask_keep_malformed(ask, &asked, code);
	else
		ask_refuse(ask, status == STATUS_MEMORY ? 503 : code, status == STATUS_MEMORY ? "trouble" : "malformed",
		           asked.field, asked.detail);
	asked_close(&asked);
	json_decref(document);
}

extern const struct route agency_routes[];
const struct route agency_routes[] = {
	{ "POST", "/v1/agency-requests", ACCESS_ANYBODY, ask_help, "another center asks for help; it is a call" },
	{ 0 },
};
