/* A caller's receipt in a file: the proof, the signature, and whether what it shows is what was entered. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/receipt_file.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cmd/subcommand.h"
#include "control/document.h"

#define RECEIPT_MAX_BYTES (4u << 20)

static int say(const struct receipt_file *receipt, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", receipt->path, why);
	return EXIT_REFUSED;
}

/* The text of the proof: of what the center answered, or all of the file. */
static bool take_proof(struct receipt_file *receipt, struct bytes text)
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

static int check_proof(struct receipt_file *receipt)
{
	const struct bytes envelope = bytes_of(receipt->proof.extra, ENVELOPE_BYTES);
	struct signer signer;
	struct hash leaf = hash_pieces(receipt->hasher, HASH_LEAF, &envelope, 1);
	if (!receipt->verifier)
		return say(receipt, "it does not say whose log it is of; give the log's verifier key");
	if (signer_read(receipt->hasher, receipt->verifier, &signer) != STATUS_OK)
		return say(receipt, "the verifier key is none; it is written NAME+HEX+BASE64");
	enum status status = checkpoint_read(&signer, receipt->proof.checkpoint, &receipt->size, &receipt->root);
	if (status != STATUS_OK)
		return say(receipt, status == STATUS_CORRUPT ? "FORGED: its checkpoint is not signed by that key"
		                                             : "its checkpoint is none");
	if (!tree_includes(receipt->hasher, &leaf, receipt->proof.index, receipt->size, &receipt->proof.path,
	                   &receipt->root))
		return say(receipt, "FORGED: its entry is not in the log that was signed");
	if (bytes_get_u64(receipt->proof.extra + 8) != receipt->proof.index + 1)
		return say(receipt, "FORGED: its entry has another number than its place");
	return EXIT_DONE;
}

static bool commits(struct receipt_file *receipt, unsigned slot, const json_t *shown)
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

static int check_shown(struct receipt_file *receipt, bool print)
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

int receipt_file_check(struct receipt_file *receipt, const char *path, const char *verifier, struct hasher *hasher)
{
	*receipt = (struct receipt_file){ .path = path, .verifier = verifier, .pinned = verifier, .hasher = hasher };
	receipt->text.cap = RECEIPT_MAX_BYTES;
	errno = 0;
	enum status status = document_read(path, &receipt->text);
	if (status != STATUS_OK)
		return say(receipt, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	if (!take_proof(receipt, buffer_bytes(&receipt->text)))
		return say(receipt,
		           "it is no receipt: neither what a center answers, nor a tlog-proof with one of its entries");
	int code = check_proof(receipt);
	/* Nothing is told of one of which any part is wrong. */
	return code == EXIT_DONE ? check_shown(receipt, false) : code;
}

void receipt_file_tell(struct receipt_file *receipt)
{
	(void)check_shown(receipt, true);
}

void receipt_file_close(struct receipt_file *receipt)
{
	json_decref(receipt->json);
	buffer_close(&receipt->text);
}
