/* What only this center can make: the log's signing key, callers' codes and agents' tokens, all derived from one root. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/secrets.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096
#define MAC_BYTES 16
#define OTHERS (S_IRWXG | S_IRWXO)

static enum status read_root(struct secrets *secrets, int file)
{
	uint8_t more;
	ssize_t got = read(file, secrets->root, SECRET_BYTES);
	if (got < 0)
		return STATUS_IO;
	return got == SECRET_BYTES && read(file, &more, 1) == 0 ? STATUS_OK : STATUS_MALFORMED;
}

static enum status make_root(struct secrets *secrets, const char *keys, const char *name)
{
	int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
	randombytes_buf(secrets->root, SECRET_BYTES);
	ssize_t put = write(file, secrets->root, SECRET_BYTES);
	bool good = put == SECRET_BYTES && fsync(file) == 0;
	good &= close(file) == 0;
	int folder = open(keys, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	good &= folder >= 0 && fsync(folder) == 0;
	if (folder >= 0)
		(void)close(folder);
	if (!good)
		(void)unlink(name); /* half a root would be taken for a whole one */
	return good ? STATUS_OK : STATUS_IO;
}

/* What others could read is theirs no more from now on; whether they did nobody knows, so it is said. */
static void narrow(struct secrets *secrets, const char *keys, int file)
{
	struct stat is;
	if (fstat(file, &is) == 0 && (is.st_mode & OTHERS)) {
		secrets->stood_open = true;
		(void)fchmod(file, S_IRUSR | S_IWUSR);
	}
	if (stat(keys, &is) == 0 && (is.st_mode & OTHERS))
		(void)chmod(keys, S_IRWXU);
}

enum status secrets_open(struct secrets *secrets, const char *path)
{
	char keys[PATH_MAX_BYTES], name[PATH_MAX_BYTES + 16];
	secrets->stood_open = false;
	if (sodium_init() < 0)
		return STATUS_IO;
	int length = snprintf(keys, sizeof keys, "%s/keys", path);
	if (length < 0 || (size_t)length >= sizeof keys)
		return STATUS_LIMIT;
	(void)snprintf(name, sizeof name, "%s/secret", keys);
	if ((mkdir(path, 0700) != 0 && errno != EEXIST) || (mkdir(keys, 0700) != 0 && errno != EEXIST))
		return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
	int file = open(name, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return errno == ENOENT ? make_root(secrets, keys, name) : STATUS_IO;
	narrow(secrets, keys, file);
	enum status status = read_root(secrets, file);
	(void)close(file);
	return status;
}

static void derive(const struct secrets *secrets, const char *purpose, struct bytes of, uint8_t *ret, size_t length)
{
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, secrets->root, SECRET_BYTES, length); /* fails on wrong lengths only */
	(void)crypto_generichash_update(&state, (const uint8_t *)purpose, strlen(purpose) + 1);
	(void)crypto_generichash_update(&state, of.at, of.length);
	(void)crypto_generichash_final(&state, ret, length);
}

void secrets_seed(const struct secrets *secrets, uint8_t ret_seed[SEED_BYTES])
{
	derive(secrets, "log", bytes_of(NULL, 0), ret_seed, SEED_BYTES);
}

static void write_numbered(const struct secrets *secrets, const char *purpose, uint32_t number, char text[TOKEN_BYTES])
{
	uint8_t of[4], mac[MAC_BYTES];
	char hex[2 * MAC_BYTES + 1];
	bytes_put_u32(of, number);
	derive(secrets, purpose, bytes_of(of, sizeof of), mac, sizeof mac);
	(void)sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
	(void)snprintf(text, TOKEN_BYTES, "%u-%s", number, hex);
}

static uint32_t read_numbered(const struct secrets *secrets, const char *purpose, const char *given)
{
	char right[TOKEN_BYTES];
	char *end;
	if (*given < '1' || *given > '9')
		return 0;
	errno = 0;
	unsigned long number = strtoul(given, &end, 10);
	if (errno || *end != '-' || number > UINT32_MAX)
		return 0;
	write_numbered(secrets, purpose, (uint32_t)number, right);
	size_t length = strlen(right);
	return strlen(given) == length && sodium_memcmp(given, right, length) == 0 ? (uint32_t)number : 0;
}

void secrets_phone(const struct secrets *secrets, uint32_t position, char password[TOKEN_BYTES])
{
	write_numbered(secrets, "phone", position, password);
}

void secrets_device(const struct secrets *secrets, uint32_t unit, char token[TOKEN_BYTES])
{
	write_numbered(secrets, "device", unit, token);
}

void secrets_purpose(const struct secrets *secrets, const char *purpose, uint8_t ret[16])
{
	derive(secrets, purpose, bytes_of(NULL, 0), ret, 16);
}

void secrets_token(const struct secrets *secrets, uint32_t agent, char token[TOKEN_BYTES])
{
	write_numbered(secrets, "agent", agent, token);
}

void secrets_code(const struct secrets *secrets, uint32_t call, char code[TOKEN_BYTES])
{
	write_numbered(secrets, "call", call, code);
}

void secrets_eido(const struct secrets *secrets, uint32_t call, char code[TOKEN_BYTES])
{
	write_numbered(secrets, "eido", call, code);
}

uint32_t secrets_eido_call(const struct secrets *secrets, const char *code)
{
	return read_numbered(secrets, "eido", code);
}

uint32_t secrets_agent(const struct secrets *secrets, const char *token)
{
	return read_numbered(secrets, "agent", token);
}

uint32_t secrets_unit(const struct secrets *secrets, const char *token)
{
	return read_numbered(secrets, "device", token);
}

uint32_t secrets_call(const struct secrets *secrets, const char *code)
{
	return read_numbered(secrets, "call", code);
}

void secrets_key(const struct secrets *secrets, const char *who, const char *given, uint8_t ret_key[16])
{
	char both[1024];
	int length = snprintf(both, sizeof both, "%s\n%s", who, given);
	assert(length > 0 && (size_t)length < sizeof both); /* the edge bounds both */
	derive(secrets, "key", bytes_of(both, (size_t)length), ret_key, 16);
}

uint64_t secrets_content(const struct secrets *secrets, struct bytes asked)
{
	uint8_t digest[16];
	derive(secrets, "content", asked, digest, sizeof digest);
	return bytes_get_u64(digest);
}
