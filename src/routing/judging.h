/* One policy being proved, on a thread of its own: what was found becomes a record for the ledger. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_JUDGING_H
#define ROUTING_JUDGING_H

#include <stdatomic.h>

#include "dispatch/run_card.h"
#include "loop/worker.h"
#include "policy/prr.h"
#include "proof/question.h"

/* Formulas and proofs of one judgement, compressed; longer ones are left out and their hashes stand for them. */
#define JUDGING_PROOFS_MAX_BYTES (16u << 20)

struct judging {
	struct worker_job job;
	/* What is asked; owned. */
	uint32_t policy;
	struct buffer text;   /* the documents */
	struct buffer plan;   /* in force, whose cards they may name; empty: none */
	struct buffer before; /* those in force; empty: none */
	struct buffer
	    manifest; /* names of traits that say who the caller is, as manifest_read has them; empty: the built-in ones */
	struct terms terms;
	void *context; /* for `done` */
	/* Written by the thread, read by anybody. */
	_Atomic uint32_t asked, of;
	/* What was found, once it is done. */
	enum status status; /* STATUS_OK: there is a record; else the thread had no memory */
	uint32_t against;
	struct buffer record; /* JSON; docs/policy.md has its members */
	struct buffer proofs; /* gzip: each question's formula and proof, DIMACS and DRAT as text */
};

/* Reads the plan of a ledger's entry for its cards; STATUS_MISSING: there is none, or this version cannot read it;  STATUS_MEMORY. */
enum status judging_plan(struct bytes text, struct plan *ret_plan);

/* Proves it.  Runs on the worker's thread and touches nothing but the judging. */
void judging_work(struct worker_job *job);
void judging_close(struct judging *judging);

/* The same reading everywhere: a family by its document and the names that its judgement has as protected. */
enum status judging_read(struct bytes text, struct bytes manifest, const char *name, struct problems *problems,
                         struct family **ret_family);
/* The names that a record says are protected, as a manifest that manifest_read takes; empty if it has none. */
enum status judging_manifest(struct bytes record, struct buffer *ret_manifest);

#endif
