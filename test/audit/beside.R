# What R says of tables of rows: one line a number, "TABLE PATH VALUE", for beside_r.py to hold against ours.
# SPDX-License-Identifier: Apache-2.0
suppressPackageStartupMessages(library(survival))
has_cmprsk <- suppressWarnings(suppressPackageStartupMessages(require(cmprsk, quietly = TRUE)))
control <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 60, timefix = FALSE)

say <- function(table, path, value) {
  value <- as.vector(value)
  places <- if (length(value) == 1) path else paste0(path, "[", seq_along(value) - 1, "]")
  shown <- ifelse(is.finite(value), sprintf("%.17g", value), "none")
  cat(paste(table, places, shown), sep = "\n")
}

say_matrix <- function(table, path, value) {
  for (i in seq_len(nrow(value)))
    say(table, paste0(path, "[", i - 1, "]"), if (ncol(value) > 1) value[i, ] else c(value[i, 1], NA)[1])
}

curves <- function(name, rows, tau) {
  for (group in sort(unique(rows$group))) {
    own <- rows[rows$group == group, ]
    for (type in c("plain", "log", "log-log")) {
      fit <- survfit(Surv(time, status == 1) ~ 1, own, conf.type = type, timefix = FALSE)
      path <- paste0("km.", group)
      reached <- fit$surv > 0
      say(name, paste0(path, ".lower_", type), fit$lower)
      say(name, paste0(path, ".upper_", type), fit$upper)
      found <- quantile(fit, c(.25, .5, .75, .9))
      say(name, paste0(path, ".quantiles_", type, ".est"), found$quantile)
    }
    say(name, paste0(path, ".time"), fit$time)
    say(name, paste0(path, ".n_risk"), fit$n.risk)
    say(name, paste0(path, ".n_event"), fit$n.event)
    say(name, paste0(path, ".surv"), fit$surv)
    say(name, paste0(path, ".se"), ifelse(reached, fit$std.err * fit$surv, NA))
    say(name, paste0(path, ".cumhaz_na"), fit$cumhaz)
    if (any(rows$status == 2) && length(unique(own$status[own$status > 0])) == 2) {
      states <- survfit(Surv(time, factor(status, 0:2)) ~ 1, own, timefix = FALSE)
      for (i in 1:3) {
        say(name, paste0("aj.", group, ".", c("S", "F1", "F2")[i]), states$pstate[, i])
        say(name, paste0("aj.", group, ".", c("seS", "seF1", "seF2")[i]), states$std.err[, i])
      }
    }
  }
  means <- summary(survfit(Surv(time, status == 1) ~ group, rows, timefix = FALSE), rmean = tau)$table
  for (i in seq_len(nrow(means))) {
    say(name, paste0("rmst.by_group[", i - 1, "].rmst"), means[i, "rmean"])
    say(name, paste0("rmst.by_group[", i - 1, "].se"), means[i, "se(rmean)"])
  }
}

tests <- function(name, rows) {
  at <- 0
  for (stratified in c(FALSE, TRUE)) for (rho in 0:1) {
    formula <- if (stratified) Surv(time, status == 1) ~ group + strata(stratum) else Surv(time, status == 1) ~ group
    test <- survdiff(formula, rows, rho = rho)
    path <- paste0("logrank[", at, "]")
    sum_of <- function(x) if (is.matrix(x)) rowSums(x) else x
    say(name, paste0(path, ".O"), sum_of(test$obs))
    say(name, paste0(path, ".E"), sum_of(test$exp))
    say_matrix(name, paste0(path, ".V"), test$var)
    say(name, paste0(path, ".chisq"), test$chisq)
    at <- at + 1
  }
  if (!has_cmprsk || !any(rows$status == 2)) return(invisible())
  at <- 0
  for (stratified in c(FALSE, TRUE)) {
    strata <- if (stratified) rows$stratum else rep(1, nrow(rows))
    # It gives up where a stratum has one group only.
    found <- try(cuminc(rows$time, rows$status, rows$group, strata), silent = TRUE)
    if (!inherits(found, "try-error"))
      say(name, paste0("gray[", at, "].stat"), found$Tests[, "stat"])
    at <- at + 1
  }
}

models <- function(name, rows) {
  covariates <- grep("^x", names(rows), value = TRUE)
  right <- paste(covariates, collapse = " + ")
  at <- 0
  for (stratified in c(FALSE, TRUE)) for (ties in c("efron", "breslow")) {
    words <- paste("Surv(time, status == 1) ~", right, if (stratified) "+ strata(stratum)" else "")
    fit <- coxph(as.formula(words), rows, ties = ties, control = control, x = TRUE)
    path <- paste0("cox[", at, "]")
    at <- at + 1
    say(name, paste0(path, ".coef"), if (length(covariates) > 1) coef(fit) else c(coef(fit)))
    say_matrix(name, paste0(path, ".var"), fit$var)
    say(name, paste0(path, ".loglik"), fit$loglik)
    say(name, paste0(path, ".score"), fit$score)
    say(name, paste0(path, ".wald"), fit$wald.test)
    if (ties == "breslow") next
    clock <- cox.zph(fit, transform = "identity", terms = FALSE)
    say(name, paste0(path, ".zph_identity.chisq"), clock$table[, "chisq"])
    clock <- cox.zph(fit, transform = "km", terms = FALSE)
    say(name, paste0(path, ".zph_km.chisq"), clock$table[, "chisq"])
    say(name, paste0(path, ".martingale_first10"), head(residuals(fit, "martingale"), 10))
    say(name, paste0(path, ".concordance"), concordance(fit, timefix = FALSE)$concordance)
    pulls <- residuals(fit, "dfbeta", collapse = rows$cluster)
    say_matrix(name, paste0(path, ".robust_cluster_var"), crossprod(as.matrix(pulls)))
    base <- basehaz(fit, centered = FALSE)
    say(name, paste0(path, ".basehaz_x0.hazard"), base$hazard)
  }
  if (!has_cmprsk || !any(rows$status == 2)) return(invisible())
  found <- crr(rows$time, rows$status, as.matrix(rows[covariates]), gtol = 1e-12, maxiter = 50)
  # It climbs until its likelihood rises no more in its last digits, which is some 1e-6 errors below the top: what its own
  # slope and curvature say is left is added.
  say(name, "finegray.crr.coef", found$coef + solve(found$inf, found$score))
  say_matrix(name, "finegray.crr.var", found$var)
  split <- finegray(Surv(time, factor(status, 0:2)) ~ ., rows[c("time", "status", covariates)], timefix = FALSE)
  words <- paste("Surv(fgstart, fgstop, fgstatus) ~", right)
  fit <- coxph(as.formula(words), split, weights = fgwt, ties = "breslow", control = control)
  say(name, "finegray.finegray_coxph_breslow.coef", coef(fit))
  say_matrix(name, "finegray.finegray_coxph_breslow.naive_var", if (is.null(fit$naive.var)) fit$var else fit$naive.var)
}

strata_tables <- function(name, rows, tau) {
  if (length(unique(rows$group)) != 2) return(invisible())
  known <- rows[!(rows$status == 0 & rows$time < tau), ]
  late <- factor(ifelse(known$status == 1 & known$time <= tau, "in time", "late"), c("late", "in time"))
  exposed <- factor(known$group, rev(sort(unique(rows$group))))
  cells <- table(exposed, late, known$stratum)
  cells <- cells[, , apply(cells, 3, sum) >= 2, drop = FALSE]
  found <- mantelhaen.test(cells, correct = FALSE)
  say(name, "mh.chisq", found$statistic)
  say(name, "mh.or", found$estimate)
  say(name, "mh.or_ci", found$conf.int)
  say(name, "mh.chisq_cc", mantelhaen.test(cells, correct = TRUE)$statistic)
}

arguments <- commandArgs(trailingOnly = TRUE)
for (i in seq(1, length(arguments), 2)) {
  rows <- read.csv(arguments[i])
  tau <- as.numeric(arguments[i + 1])
  name <- sub("[.]csv$", "", basename(arguments[i]))
  curves(name, rows, tau)
  tests(name, rows)
  suppressWarnings(models(name, rows))
  strata_tables(name, rows, tau)
}
