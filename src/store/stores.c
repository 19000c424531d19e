/* The storage engines by their names; the list is written by Meson from store/meson.build. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ledger/store.h"

#define STORE(NAME) extern const struct store_engine NAME##_store;
#include "store/stores.def"
#undef STORE

static const struct store_engine *const engines[] = {
#define STORE(NAME) &NAME##_store,
#include "store/stores.def"
#undef STORE
	NULL,
};

const struct store_engine *store_named(const char *name)
{
	const struct store_engine *const *engine = engines;
	while (*engine && strcmp((*engine)->name, name) != 0)
		engine++;
	return *engine;
}
