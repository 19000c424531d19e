/* One formula's way to a judgement: solved by one program, believed only when another has checked it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/evp.h>
#include <stdlib.h>

#include "proof/model.h"

static enum status write_clauses(const struct clauses *clauses, struct buffer *text)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < clauses->count && status == STATUS_OK; i++)
		status = buffer_print(text, clauses->at[i] ? "%d " : "%d\n", (int)clauses->at[i]);
	return status;
}

static enum status certify(const struct formula *f, const struct clauses *lemmas, struct judgement *judgement)
{
	enum status status =
	    buffer_print(&judgement->cnf, "p cnf %u %llu\n", f->variables, (unsigned long long)f->clauses.clauses);
	if (status == STATUS_OK)
		status = write_clauses(&f->clauses, &judgement->cnf);
	if (status == STATUS_OK)
		status = write_clauses(lemmas, &judgement->drat);
	if (status == STATUS_OK)
		status = buffer_append_text(&judgement->drat, "0\n");
	if (status != STATUS_OK)
		return status;
	judgement->certificate.clauses = f->clauses.clauses;
	judgement->certificate.lemmas = lemmas->clauses;
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	bool good = hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1 &&
	            EVP_DigestUpdate(hash, judgement->cnf.at, judgement->cnf.length) == 1 &&
	            EVP_DigestUpdate(hash, judgement->drat.at, judgement->drat.length) == 1 &&
	            EVP_DigestFinal_ex(hash, judgement->certificate.hash, NULL) == 1;
	EVP_MD_CTX_free(hash);
	return good ? STATUS_OK : STATUS_MEMORY;
}

enum status formula_judge(struct formula *f, struct judgement *judgement)
{
	struct clauses lemmas = { 0 };
	enum found found = FOUND_NOTHING;
	bool holds = false;
	judgement->answer = ANSWER_UNDECIDED;
	if (f->status != STATUS_OK)
		return f->status;
	f->value = calloc((size_t)f->variables + 1, sizeof *f->value);
	enum status status =
	    f->value ? solver_run(f->variables, &f->clauses, f->value, &lemmas, &found) : STATUS_MEMORY;
	if (status == STATUS_OK && found == FOUND_PROOF) {
		status = rup_check(f->variables, &f->clauses, &lemmas, &holds);
		if (status == STATUS_LIMIT)
			status = STATUS_OK;
		if (status == STATUS_OK && holds)
			status = certify(f, &lemmas, judgement);
		if (status == STATUS_OK && holds)
			judgement->answer = ANSWER_PROVED;
	}
	if (status == STATUS_OK && found == FOUND_SOLUTION)
		judgement->answer = ANSWER_REFUTED;
	clauses_close(&lemmas);
	return status;
}

enum status formula_ask(const struct model *model, const struct terms *terms, const struct formula_asking *asking,
                        void *context, struct judgement *judgement)
{
	struct formula f;
	enum status status = formula_open(model, asking->calls, &f);
	if (status != STATUS_OK)
		return status;
	asking->say(&f, context);
	status = formula_judge(&f, judgement);
	if (status == STATUS_OK && judgement->answer == ANSWER_REFUTED)
		status = asking->tell(&f, terms, judgement, context);
	if (status == STATUS_OK && judgement->answer == ANSWER_PROVED)
		status = buffer_append_text(&judgement->words, asking->proved);
	formula_close(&f);
	return status;
}
