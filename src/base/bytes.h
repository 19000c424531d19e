/* Runs of bytes: borrowed ones, and a buffer that grows under a cap. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Bytes that belong to somebody else; valid only as long as their owner says.  `at` may be NULL when `length` is 0. */
struct bytes {
	const uint8_t *at;
	size_t length;
};

/* Bytes we own and append to.  Zero-initialised it is empty and has no cap but memory. */
struct buffer {
	uint8_t *at;
	size_t length;
	size_t room;
	size_t cap; /* 0: none */
};

struct bytes bytes_of(const void *at, size_t length);
/* Of a NUL-ended string, its NUL not counted; NULL gives no bytes. */
struct bytes bytes_of_text(const char *text);
bool bytes_same(struct bytes a, struct bytes b);
/* Whether all of it is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing past U+10FFFF). */
bool bytes_are_utf8(struct bytes bytes);

/*
 * Makes sure that `more` further bytes fit.
 *   STATUS_LIMIT   they would pass the cap
 *   STATUS_MEMORY  there is none
 * The buffer is untouched on both.
 */
enum status buffer_reserve(struct buffer *buffer, size_t more);
/* Appends; statuses as buffer_reserve. */
enum status buffer_append(struct buffer *buffer, struct bytes bytes);
enum status buffer_append_text(struct buffer *buffer, const char *text);
/* Appends as printf would. */
enum status buffer_print(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum status buffer_print_list(struct buffer *buffer, const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));
struct bytes buffer_bytes(const struct buffer *buffer);
/* Empties it and keeps its room. */
void buffer_clear(struct buffer *buffer);
void buffer_close(struct buffer *buffer);

/* Little-endian integers, the one order of everything we store. */
static inline void bytes_put_u16(uint8_t *at, uint16_t v)
{
	at[0] = (uint8_t)v;
	at[1] = (uint8_t)(v >> 8);
}

static inline void bytes_put_u32(uint8_t *at, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(v >> (8 * i));
}

static inline void bytes_put_u64(uint8_t *at, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)(v >> (8 * i));
}

static inline uint16_t bytes_get_u16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t bytes_get_u32(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint64_t bytes_get_u64(const uint8_t *at)
{
	return (uint64_t)bytes_get_u32(at) | (uint64_t)bytes_get_u32(at + 4) << 32;
}

#endif
