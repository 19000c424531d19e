/* What is asked: one kind from commands.def, who asks, and the fields and texts that its row allows. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include "base/bytes.h"
#include "base/instant.h"
#include "core/fields.h"

enum command_kind {
	COMMAND_NONE,
#define COMMAND(NAME, ...) COMMAND_##NAME,
#include "core/commands.def"
#undef COMMAND
	COMMAND_COUNT
};

/* Words that come with a command.  They are kept beside the events, sealed and erasable; the core sees only whether
 * they are there, and reads none but ROWS, whose every row becomes an event. */
#define TEXT_LIST(TEXT)                                                                                                \
	TEXT(WORDS, "words", "what was said or written")                                                               \
	TEXT(PLACE, "place", "where, in words")                                                                        \
	TEXT(CALLER, "caller", "the caller's name, if given")                                                          \
	TEXT(CONTACT, "contact", "how to reach the caller or agency")                                                  \
	TEXT(REASON, "reason", "why")                                                                                  \
	TEXT(RAW, "raw", "bytes as they came")                                                                         \
	TEXT(CODE, "code", "hash of a secret that proves who asks")                                                    \
	TEXT(FACTS, "facts", "what came with the call and was found out, a line each")                                 \
	TEXT(ROWS, "rows", "rows in a compact form, which the core reads")                                             \
	TEXT(RECORD, "record", "what was reckoned or loaded, whole")                                                   \
	TEXT(AREA, "area", "the points of a polygon, or roads of the map")

enum text {
#define TEXT(NAME, JSON, WORDS) TEXT_##NAME,
	TEXT_LIST(TEXT)
#undef TEXT
	    TEXT_COUNT
};
#define T(NAME) (1u << TEXT_##NAME)

/* A text is cut by no one: longer ones are refused at the edge, or kept as a malformed call. */
#define TEXT_MAX_BYTES 65536
/* A line of facts: a server that can be asked where the caller is. */
#define COMMAND_FACT_REFERENCE "location_uri: "

/* Who asks.  The shell has proved it before the command is made. */
enum asker {
	ASKER_STRANGER, /* anybody */
	ASKER_CALLER,   /* holds the call's own code */
	ASKER_AGENT,    /* command.actor */
	ASKER_CENTER,   /* the server itself */
	ASKER_IMPORT,   /* another center's record, replayed */
	ASKER_COUNT
};

#define COMMAND_KEY_BYTES 16

struct command {
	enum command_kind kind;
	enum asker asker;
	uint32_t actor; /* an agent's number; 0 unless ASKER_AGENT or ASKER_IMPORT */
	bool keyed;
	uint8_t key[COMMAND_KEY_BYTES]; /* from the idempotency key and who sent it */
	uint64_t content;               /* digest of what was asked, to tell a repeat from a clash */
	struct fields f;
	struct bytes text[TEXT_COUNT]; /* borrowed */
};

struct command_info {
	const char *name;
	enum right right;
	uint64_t required; /* masks of fields */
	uint64_t optional;
	uint32_t texts;
	const char *words;
};

extern const struct command_info command_table[COMMAND_COUNT];

/* The kind of a name, COMMAND_NONE if there is none. */
enum command_kind command_named(const char *name);
/* The name of a text in JSON, "words". */
const char *text_name(enum text text);

#endif
