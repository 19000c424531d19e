/* tocsin receipt: a caller's receipt checked without any center: the proof, the signature, and what it shows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cmd/subcommand.h"
#include "control/document.h"
#include "ledger/entry.h"
#include "ledger/proof_text.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand receipt_subcommand;
const struct subcommand receipt_subcommand = { "receipt", "FILE [VERIFIER-KEY]",
	                                       "checks a receipt, and tells what it shows", run };

#define RECEIPT_MAX_BYTES (4u << 20)

struct receipt {
	const char *path;
	struct proof_text proof;
	const char *verifier; /* that was given, or that of the receipt itself */
	bool pinned;
	json_t *json; /* NULL: a bare tlog-proof */
	struct hasher *hasher;
	uint64_t size;
};

static int say(const struct receipt *receipt, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", receipt->path, why);
	return EXIT_REFUSED;
}

/* The text of the proof: of what the center answered, or all of the file. */
static bool take_proof(struct receipt *receipt, struct bytes text)
{
	receipt->json = json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, NULL);
	if (receipt->json) {
		const json_t *proof = json_object_get(receipt->json, "proof");
		proof = proof ? proof : json_object_get(receipt->json, "receipt");
		text = bytes_of(json_string_value(proof), json_string_length(proof));
		if (!receipt->verifier)
			receipt->verifier = json_string_value(json_object_get(receipt->json, "verifier"));
	}
	return text.length && proof_text_read(text, &receipt->proof) == STATUS_OK &&
	       receipt->proof.extra_bytes == ENVELOPE_BYTES && memcmp(receipt->proof.extra, "TCE1", 4) == 0;
}

static int check_proof(struct receipt *receipt)
{
	const struct bytes envelope = bytes_of(receipt->proof.extra, ENVELOPE_BYTES);
	struct signer signer;
	struct hash root, leaf = hash_pieces(receipt->hasher, HASH_LEAF, &envelope, 1);
	if (!receipt->verifier)
		return say(receipt, "it does not say whose log it is of; give the log's verifier key");
	if (signer_read(receipt->hasher, receipt->verifier, &signer) != STATUS_OK)
		return say(receipt, "the verifier key is none; it is written NAME+HEX+BASE64");
	enum status status = checkpoint_read(&signer, receipt->proof.checkpoint, &receipt->size, &root);
	if (status != STATUS_OK)
		return say(receipt, status == STATUS_CORRUPT ? "FORGED: its checkpoint is not signed by that key"
		                                             : "its checkpoint is none");
	if (!tree_includes(receipt->hasher, &leaf, receipt->proof.index, receipt->size, &receipt->proof.path, &root))
		return say(receipt, "FORGED: its entry is not in the log that was signed");
	if (bytes_get_u64(receipt->proof.extra + 8) != receipt->proof.index + 1)
		return say(receipt, "FORGED: its entry has another number than its place");
	return EXIT_DONE;
}

static bool commits(struct receipt *receipt, unsigned slot, const json_t *shown)
{
	const json_t *value = json_object_get(shown, "value"), *hex = json_object_get(shown, "salt");
	uint8_t salt[16];
	size_t length;
	if (!json_is_string(value) || !json_is_string(hex) ||
	    sodium_hex2bin(salt, sizeof salt, json_string_value(hex), json_string_length(hex), NULL, &length, NULL) !=
	        0 ||
	    length != sizeof salt)
		return false;
	return envelope_commits(receipt->hasher, receipt->proof.extra, (enum entry_slot)slot, salt,
	                        bytes_of(json_string_value(value), json_string_length(value)));
}

/* What callers said may hold anything: nothing of it moves the terminal's cursor. */
static void tell_slot(const char *name, const char *value)
{
	if (!*value)
		return;
	printf("%-9s ", name);
	for (; *value; value++)
		(void)putchar((unsigned char)*value < ' ' || *value == 0x7f ? ' ' : *value);
	(void)putchar('\n');
}

static int check_shown(struct receipt *receipt, bool print)
{
	const json_t *shows = json_object_get(receipt->json, "shows");
	for (size_t i = 0; i < json_array_size(shows); i++) {
		const json_t *shown = json_array_get(shows, i);
		const char *name = json_string_value(json_object_get(shown, "name"));
		unsigned slot = 0;
		while (slot < ENTRY_SLOT_COUNT && (!name || strcmp(entry_slot_name((enum entry_slot)slot), name) != 0))
			slot++;
		if (slot == ENTRY_SLOT_COUNT || !commits(receipt, slot, shown)) {
			(void)fprintf(stderr, "tocsin: %s: FORGED: \"%.20s\" is not what was entered\n", receipt->path,
			              name ? name : "");
			return EXIT_REFUSED;
		}
		if (print)
			tell_slot(name, json_string_value(json_object_get(shown, "value")));
	}
	return EXIT_DONE;
}

static void tell(const struct subcommand_options *options, const struct receipt *receipt)
{
	char minute[INSTANT_TEXT_BYTES];
	instant_write((struct instant){ (int64_t)bytes_get_u64(receipt->proof.extra + 16) }, minute);
	printf(options->json ? "{\"entry\":%" PRIu64 ",\"size\":%" PRIu64
	                       ",\"minute\":\"%.16sZ\",\"verifier\":\"%s\",\"pinned\":%s}\n"
	                     : "good: entry %" PRIu64 " of the log, signed when it had %" PRIu64
	                       "; in the minute %.16sZ\n"
	                       "signed:   %s%s\n",
	       receipt->proof.index + 1, receipt->size, minute, receipt->verifier,
	       options->json     ? (receipt->pinned ? "true" : "false")
	       : receipt->pinned ? ""
	                         : "\n          (the key that the receipt itself names; compare it with the one that "
	                           "the agency publishes)");
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct receipt receipt = { 0 };
	struct buffer text = { .cap = RECEIPT_MAX_BYTES };
	if (count < 1 || count > 2 || arguments[0][0] == '-')
		return subcommand_usage(&receipt_subcommand);
	receipt.path = arguments[0];
	receipt.verifier = count > 1 ? arguments[1] : NULL;
	receipt.pinned = count > 1;
	errno = 0;
	enum status status = sodium_init() < 0 ? STATUS_MEMORY : hasher_open(&receipt.hasher);
	if (status == STATUS_OK)
		status = document_read(receipt.path, &text);
	int code = EXIT_REFUSED;
	if (status != STATUS_OK)
		code = say(&receipt, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	else if (!take_proof(&receipt, buffer_bytes(&text)))
		code = say(&receipt,
		           "it is no receipt: neither what a center answers, nor a tlog-proof with one of its entries");
	else
		code = check_proof(&receipt);
	/* Nothing is told of one of which any part is wrong. */
	if (code == EXIT_DONE)
		code = check_shown(&receipt, false);
	if (code == EXIT_DONE) {
		tell(options, &receipt);
		if (!options->json)
			code = check_shown(&receipt, true);
	}
	json_decref(receipt.json);
	buffer_close(&text);
	hasher_close(receipt.hasher);
	return code;
}
