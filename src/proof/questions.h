/* The questions by name, from meson's list. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROOF_QUESTIONS_H
#define PROOF_QUESTIONS_H

#include "proof/question.h"

#define QUESTION(NAME) extern const struct policy_question NAME##_question;
#include "proof/questions.def"
#undef QUESTION

#endif
